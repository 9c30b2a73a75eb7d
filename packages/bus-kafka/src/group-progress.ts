import { errorCode, errorMessage, type Clock, type Warn } from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import { GroupAdmin } from "./cluster/group-admin.ts";

/** A topic as one consumer reads it. */
export interface GroupReading {
  /** Name of Kafka's group. */
  readonly group: string;
  readonly topic: string;
  /** Of each partition the offset before which all is done. */
  readonly reached: ReadonlyMap<number, bigint>;
}

export interface GroupProgressOptions {
  readonly connection: KafkaConnection;
  readonly clock: Clock;
  readonly warn: Warn;
}

const everyMs = 1_000;
/** After a failure. */
const pauseMs = 10_000;

/**
 * Says to Kafka's groups how far consumers have come, for the tools that look there; nothing of ours reads it.
 * A failure costs tools their picture and nobody else anything: it is told, and tried again.
 */
export class GroupProgress {
  readonly #options: GroupProgressOptions;
  readonly #readings = new Map<GroupReading, Map<number, bigint>>();
  #admin: GroupAdmin | undefined;
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(options: GroupProgressOptions) {
    this.#options = options;
  }

  add(reading: GroupReading): void {
    this.#readings.set(reading, new Map());
    this.#begun();
  }

  /** How far a group was told to be in a topic; nowhere when Kafka does not say. */
  async toldOf(group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
    try {
      return (await this.#begun().offsets(group)).get(topic) ?? new Map();
    } catch (error) {
      if (!this.#closed) this.#options.warn(`${errorCode(error)} ${group}`, errorMessage(error));
      return new Map();
    }
  }

  delete(reading: GroupReading): void {
    this.#readings.delete(reading);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#admin?.close();
  }

  #begun(): GroupAdmin {
    if (this.#admin !== undefined) return this.#admin;
    this.#admin = new GroupAdmin(this.#options.connection);
    this.#later(this.#admin, everyMs);
    return this.#admin;
  }

  #later(admin: GroupAdmin, afterMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(afterMs, () => void this.#tell(admin));
  }

  async #tell(admin: GroupAdmin): Promise<void> {
    let next = everyMs;
    for (const [group, readings] of Map.groupBy(this.#readings, ([reading]) => reading.group)) {
      const news = new Map(
        readings
          .map(([{ topic, reached }, told]) => [topic, newsOf(reached, told)] as const)
          .filter(([, ofTopic]) => ofTopic.size > 0),
      );
      if (news.size === 0) continue;
      try {
        await admin.commit(group, news);
        for (const [{ topic }, told] of readings)
          for (const [partition, offset] of news.get(topic) ?? []) told.set(partition, offset);
      } catch (error) {
        if (this.#closed) return;
        const message = `tools do not see how far ${group} is: ${errorMessage(error)}`;
        this.#options.warn(`${errorCode(error)} ${group}`, message);
        next = pauseMs;
        break;
      }
    }
    this.#later(admin, next);
  }
}

type Offsets = ReadonlyMap<number, bigint>;

function newsOf(reached: Offsets, told: Offsets): Offsets {
  return new Map([...reached].filter(([partition, offset]) => told.get(partition) !== offset));
}
