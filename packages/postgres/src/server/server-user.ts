import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { WaybillError } from "@waybill/kit";

/** The user that PostgreSQL runs as when Waybill runs as root; it refuses to run as root itself. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

const userName = "postgres";

/**
 * The user to run PostgreSQL as: undefined for the present one. Under root it is the owner of a
 * cluster that is there, else the system's `postgres`, which is made when there is none.
 *
 * @throws WaybillError `postgres-user-missing` when it cannot be made.
 */
export function serverUser(clusterDir: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  try {
    return lookUpUser() ?? createUser();
  } catch (error) {
    throw new WaybillError(
      "postgres-user-missing",
      `PostgreSQL does not run as root and the user ${userName} cannot be made; create it, or start Waybill as another user`,
      { cause: error },
    );
  }
}

/** Makes a directory that only the server's user (and root) may enter. */
export function makePrivateDirectory(path: string, user: ServerUser | undefined): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/**
 * How to run a program as that user. Under root the paths may lie where only root may enter (a
 * clone in /root, a directory of `mktemp`): then the program keeps, of all root's rights, the one
 * to pass through directories. `no_setuid_fixup` lets access(2) see it, which PostgreSQL asks.
 */
export function launchAs(
  user: ServerUser | undefined,
  command: string,
  args: readonly string[],
): Launch {
  if (user === undefined) return { command, args };
  const paths = [command, ...args.map((arg) => arg.replace(/^--[\w-]+=/, ""))];
  const hidden = paths.find((path) => path.startsWith("/") && !mayReach(path, user));
  if (hidden === undefined) return { command, args, ...user };
  const right = passingRight();
  if (right === undefined) {
    throw new WaybillError(
      "postgres-directory-hidden",
      `the user ${user.uid} that PostgreSQL runs as cannot reach ${hidden}; use a directory it may enter, or start Waybill as a user other than root`,
    );
  }
  const drop = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  const keep = [
    `--inh-caps=+${right}`,
    `--ambient-caps=+${right}`,
    "--securebits=+no_setuid_fixup",
  ];
  return { command: "setpriv", args: [...drop, ...keep, "--", command, ...args] };
}

function lookUpUser(): ServerUser | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${userName}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined
    ? undefined
    : { uid: Number(uid), gid: Number(gid) };
}

function createUser(): ServerUser {
  const options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  execFileSync("useradd", [...options, userName], { stdio: "pipe" });
  const made = lookUpUser();
  if (made === undefined) throw new Error(`useradd left no user ${userName} in /etc/passwd`);
  return made;
}

function mayReach(path: string, user: ServerUser): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    const entry = statSync(at, { throwIfNoEntry: false });
    if (entry !== undefined) {
      const shift = entry.uid === user.uid ? 6 : entry.gid === user.gid ? 3 : 0;
      if (((entry.mode >> shift) & 1) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
}

/** The smaller right where the container grants it; Docker's default set has only the larger. */
function passingRight(): "dac_read_search" | "dac_override" | undefined {
  try {
    execFileSync("setpriv", ["--version"], { stdio: "pipe" });
    const [, bounding = "0"] =
      /^CapBnd:\s*(\w+)/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    const bits = BigInt(`0x${bounding}`);
    if ((bits & (1n << 2n)) !== 0n) return "dac_read_search";
    return (bits & (1n << 1n)) !== 0n ? "dac_override" : undefined;
  } catch {
    return undefined;
  }
}
