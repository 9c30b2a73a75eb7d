import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { childrenOf, isThere } from "../postmaster.ts";
import { waitFor } from "../wait-for.ts";
import type { WaybillServer } from "../waybill-server.ts";

/** The processes that a supervisor runs, by their service. */
export class ServiceProcesses {
  readonly #server: WaybillServer;
  #kills = 0;
  #killedEnds = 0;
  #refusals = 0;
  readonly #unwanted: string[] = [];

  constructor(server: WaybillServer) {
    this.#server = server;
    server.watch = (line) => this.note(line);
  }

  /** In the order in which they were started; of all services, the gateway among them, without a name. */
  pids(service?: string): readonly number[] {
    const { pid } = this.#server;
    if (pid === undefined) return [];
    const program = `/split/main.ts ${service ?? ""}`;
    return childrenOf(pid)
      .filter((each) => {
        const command = commandOf(each);
        return service === undefined ? command.includes(program) : command.endsWith(program);
      })
      .toSorted((a, b) => a - b);
  }

  /** kill -9 of the first process of a service. Resolves when the supervisor has started another. */
  async kill(service: string): Promise<void> {
    const [victim] = this.pids(service);
    if (victim === undefined) throw new Error(`no process of ${service} runs`);
    const count = this.pids(service).length;
    this.#kills += 1;
    process.kill(victim, "SIGKILL");
    await waitFor(`another process of ${service} is there`, () => {
      const pids = this.pids(service);
      return pids.length === count && !pids.includes(victim);
    });
  }

  /** SIGSTOP at a moment at which the process works; at any moment when it does not for a second. */
  async stopInTheMiddle(pid: number): Promise<void> {
    const until = performance.now() + 1_000;
    while (!isOnProcessor(pid) && performance.now() < until) await setImmediate();
    process.kill(pid, "SIGSTOP");
  }

  resume(pid: number): void {
    process.kill(pid, "SIGCONT");
  }

  /** kill -9 of all of them, of whatever they are in the middle. Their supervisor has to be gone. */
  static end(pids: readonly number[]): void {
    for (const pid of pids) if (isThere(pid)) process.kill(pid, "SIGKILL");
  }

  /** Ends that nobody of the drill asked for. */
  get unwantedEnds(): readonly string[] {
    return this.#unwanted;
  }

  /** Writes of a process that were refused, because its lease had moved to another. */
  get refusals(): number {
    return this.#refusals;
  }

  /** A line of one of their logs. */
  note(line: string): void {
    if (line.includes('"code":"fenced"')) this.#refusals += 1;
    if (!line.includes('"ended":')) return;
    const { ended, code, signal } = JSON.parse(line) as Record<string, unknown>;
    if (signal === "SIGKILL" && this.#killedEnds < this.#kills) this.#killedEnds += 1;
    else this.#unwanted.push(`process ${String(ended)} ended with ${String(code ?? signal)}`);
  }
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** Linux only. */
function isOnProcessor(pid: number): boolean {
  return /^State:\s+R/m.test(read(`/proc/${pid}/status`));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}
