import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { WaybillError, errorCode, type HttpHost } from "@waybill/kit";

/** @throws {WaybillError} `port-in-use`, naming the process that has it where this system tells */
export async function listen(
  host: HttpHost,
  at: { readonly port: number; readonly host: string },
): Promise<{ readonly url: string }> {
  try {
    return await host.listen(at);
  } catch (error) {
    if (errorCode(error) !== "port-in-use") throw error;
    const holder = portHolder(at.port);
    const by =
      holder === undefined ? "another program" : `process ${holder.pid} (${holder.command})`;
    throw new WaybillError(
      "port-in-use",
      `port ${at.port} on ${at.host} is in use by ${by}; stop that, or set WAYBILL_PORT to another port`,
      { details: { port: at.port, pid: holder?.pid }, cause: error },
    );
  }
}

interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** Who listens on a TCP port, from Linux's /proc; undefined elsewhere, and for processes of other users. */
function portHolder(port: number): PortHolder | undefined {
  const sockets = new Set(["tcp", "tcp6"].flatMap((table) => listening(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of list("/proc").filter((name) => /^\d+$/.test(name))) {
    const fds = list(`/proc/${pid}/fd`);
    if (!fds.some((fd) => sockets.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ""))))
      continue;
    return {
      pid: Number(pid),
      command: attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim(), "unknown"),
    };
  }
  return undefined;
}

/** Links of the sockets in the state LISTEN (0A); the port stands in hexadecimal behind the address. */
function listening(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = attempt(() => readFileSync(`/proc/net/${table}`, "utf8"), "")
    .split("\n")
    .slice(1);
  return rows.flatMap((row) => {
    const columns = row.trim().split(/\s+/);
    return columns[1]?.endsWith(suffix) === true && columns[3] === "0A"
      ? [`socket:[${columns[9] ?? ""}]`]
      : [];
  });
}

function list(path: string): readonly string[] {
  return attempt(() => readdirSync(path), []);
}

/** A process may end, or belong to someone else, between listing and reading it. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
