import { Terminal, type Database } from "@waybill/kit";
import { countLog, type EventLog, type LogSpan, type SpanCount } from "@waybill/postgres";
import type { ResetTarget } from "./reset-target.ts";

/** The log of a service, opened for each use. */
export interface OpenedLog {
  readonly database: Database;
  readonly log: EventLog;
}

export const nothing: SpanCount = { events: 0, oldest: undefined };

/** The logs that groups read. */
export class GroupLogs {
  readonly #logs: ReadonlyMap<string, OpenedLog>;

  constructor(logs: ReadonlyMap<string, OpenedLog>) {
    this.#logs = logs;
  }

  /** Where each of these logs ends. */
  async heads(sources: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
    const heads = [...sources].map(
      async (source) => [source, await this.#of(source).log.head()] as const,
    );
    return new Map(await Promise.all(heads));
  }

  /** In the order of the spans; each log is gone over once for all of them. */
  async count(
    spans: readonly (LogSpan & { readonly source: string })[],
  ): Promise<readonly SpanCount[]> {
    const counts: SpanCount[] = spans.map(() => nothing);
    const numbered = spans.map((span, index) => ({ span, index }));
    for (const [source, ofLog] of Map.groupBy(numbered, ({ span }) => span.source)) {
      const { database } = this.#of(source);
      const counted = await countLog(
        database,
        ofLog.map(({ span }) => span),
      );
      ofLog.forEach(({ index }, place) => {
        counts[index] = counted[place] ?? nothing;
      });
    }
    return counts;
  }

  /**
   * The position that a target stands for in a log.
   * @throws {Terminal} `reset-target-invalid` when the log does not reach so far
   */
  async placeOf(source: string, target: ResetTarget): Promise<number> {
    const { log } = this.#of(source);
    if (target.to === "earliest") return 0;
    if (target.to === "time") return log.positionBefore(target.time);
    const head = await log.head();
    if (target.to === "latest") return head;
    if (target.position <= head) return target.position;
    throw new Terminal(
      "reset-target-invalid",
      `--to is ${target.position}, and the log of ${source} ends at ${head}; latest is its end`,
    );
  }

  #of(source: string): OpenedLog {
    const found = this.#logs.get(source);
    if (found !== undefined) return found;
    throw new Error(`a group reads the log of ${source}, which is none of the services here`);
  }
}
