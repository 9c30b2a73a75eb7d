import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { WaybillError, errorMessage } from "@waybill/kit";
import type { ServiceLag } from "./lag-watch.ts";

/** What was seen of a service at a look, and what was decided. */
export interface Scene {
  /** Of the look and of the one before, from the start. */
  readonly nowSeconds: number;
  readonly sinceSeconds: number;
  /** The present time, in milliseconds since 1970. */
  readonly at: number;
  readonly lag: ServiceLag;
  /** After the decision. */
  readonly replicas: number;
  readonly reason: string;
}

/** A line of a trace: what came in from `seconds` on, and how things stood at the end of that stretch. */
export interface TraceLine {
  readonly seconds: number;
  /** The end of the stretch, in milliseconds since 1970. */
  readonly at: number;
  /** Messages a second. */
  readonly arrivals: number;
  /** Messages a second that one replica handled while it never ran out of them; absent as long as that was not seen. */
  readonly serviceRate?: number;
  readonly lag: number;
  readonly oldestSeconds: number;
  readonly replicas: number;
  readonly reason: string;
}

/** Messages that wait so long show that the replicas are busy all the time. */
const busySeconds = 1;
/** How much of an older rate is left in the next one. */
const inertia = 0.7;

/** Turns looks at a service into the trace that `waybill scale simulate` reads. */
export class ScalingTrace {
  #before: ServiceLag | undefined;
  #rate: number | undefined;

  /** @returns undefined at the first look, which has nothing before it */
  line({ nowSeconds, sinceSeconds, at, lag, replicas, reason }: Scene): TraceLine | undefined {
    const before = this.#before;
    this.#before = lag;
    const seconds = nowSeconds - sinceSeconds;
    if (before === undefined || seconds <= 0) return undefined;
    this.#learn(before, lag, seconds);
    return {
      seconds: rounded(sinceSeconds),
      at,
      arrivals: rounded(lag.arrived / seconds),
      ...(this.#rate === undefined ? {} : { serviceRate: rounded(this.#rate) }),
      lag: lag.messages,
      oldestSeconds: rounded(lag.oldestSeconds),
      replicas,
      reason,
    };
  }

  #learn(before: ServiceLag, after: ServiceLag, seconds: number): void {
    const wereBusy = before.oldestSeconds >= busySeconds && after.oldestSeconds >= busySeconds;
    // While partitions move nobody works, or it is not known who.
    if (!wereBusy || before.working !== after.working || after.working === 0) return;
    const handled = before.messages + after.arrived - after.messages;
    const rate = handled / seconds / after.working;
    if (rate <= 0) return;
    this.#rate = this.#rate === undefined ? rate : this.#rate * inertia + rate * (1 - inertia);
  }
}

/** A file of JSON lines for each service. */
export class TraceFiles {
  readonly #files = new Map<string, WriteStream>();

  /** @throws {WaybillError} `record-unwritable` when the directory cannot be made */
  constructor(
    directory: string,
    {
      services,
      warn,
    }: { readonly services: readonly string[]; readonly warn: (message: string) => void },
  ) {
    try {
      mkdirSync(directory, { recursive: true });
    } catch (cause) {
      const message = `cannot make the directory ${directory} for traces: ${errorMessage(cause)}`;
      throw new WaybillError("record-unwritable", message, { cause, status: 500 });
    }
    for (const service of services) {
      const path = join(directory, `${service}.jsonl`);
      const file = createWriteStream(path).on("error", (error) => {
        warn(`the trace ${path} is incomplete: ${error.message}`);
      });
      this.#files.set(service, file);
    }
  }

  write(service: string, line: TraceLine): void {
    this.#files.get(service)?.write(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#files.values()].map(
        (file) =>
          new Promise<void>((resolve) => {
            file.end(() => resolve());
          }),
      ),
    );
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
