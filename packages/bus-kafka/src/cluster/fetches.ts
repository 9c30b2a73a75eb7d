import type { Assignment } from "./assignment.ts";
import type { KafkaConnection } from "./connection.ts";
import { FetchClient, type PartitionAnswer } from "./fetch-client.ts";

/** One topic that is read, as far as the fetches need to know it. */
export interface Reading {
  readonly topic: string;
  readonly assigned: ReadonlyMap<number, Assignment>;
  /** A partition is not fetched while so much of it waits. */
  readonly bufferBytes: number;
  take(answer: PartitionAnswer, assignment: Assignment): void;
  troubled(error: unknown, assignments: readonly Assignment[]): void;
}

interface Wanted {
  readonly reading: Reading;
  readonly assignment: Assignment;
}

/** How long a broker may wait for the first record. */
const waitMs = 500;
/** While a partition of the same broker waits for room: it should not wait for a quiet one. */
const shortWaitMs = 25;
/**
 * From the begin of one fetch to that of the next from the same broker: what comes meanwhile comes together. One that
 * waited at the broker for its first record is not held up, so this is felt under load only.
 */
const leastBetweenMs = 20;
/** Of one answer, packed: many partitions may have much at once. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The fetches of all topics that a process reads: one at a time for each broker that leads some of their
 * partitions, whatever the topic. A process of many topics so has one connection to each broker, and asks it
 * twice a second when nothing happens.
 */
export class Fetches {
  readonly client: FetchClient;
  readonly #readings = new Set<Reading>();
  readonly #fetching = new Set<number>();
  #scheduled: NodeJS.Timeout | undefined;
  /** With whom an answer begins that has no room for all. */
  #turn = 0;
  #closed = false;

  constructor(connection: KafkaConnection) {
    this.client = new FetchClient(connection);
  }

  add(reading: Reading): void {
    this.#readings.add(reading);
  }

  remove(reading: Reading): void {
    this.#readings.delete(reading);
  }

  /** Something is to be fetched, or may be soon. */
  schedule(): void {
    if (this.#closed || this.#scheduled !== undefined) return;
    this.#scheduled = setTimeout(() => {
      this.#scheduled = undefined;
      void this.#fetchAll();
    }, 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#scheduled);
    await this.client.close();
  }

  /** One fetch to each broker that has none under way and leads a partition with room. */
  async #fetchAll(): Promise<void> {
    const readings = [...this.#readings].filter(({ assigned }) => assigned.size > 0);
    if (this.#closed || readings.length === 0) return;
    const leaders = await this.client.leadersOf([...new Set(readings.map(({ topic }) => topic))]);
    const byLeader = new Map<number, Wanted[]>();
    for (const reading of readings) {
      const led = leaders.get(reading.topic);
      if (led === undefined || led instanceof Error) {
        reading.troubled(led, [...reading.assigned.values()]);
        continue;
      }
      for (const assignment of reading.assigned.values()) {
        const leader = led.get(assignment.partition) ?? -1;
        const wanted = byLeader.get(leader) ?? [];
        wanted.push({ reading, assignment });
        byLeader.set(leader, wanted);
      }
    }
    for (const [leader, led] of byLeader) {
      if (leader < 0) troubled(new Error("a partition has no leader now"), led);
      else if (!this.#fetching.has(leader)) void this.#fetch(leader, led);
    }
  }

  async #fetch(leader: number, led: readonly Wanted[]): Promise<void> {
    const now = performance.now();
    const open = led.filter(
      ({ reading, assignment }) =>
        assignment.bufferedBytes < reading.bufferBytes && assignment.notBefore <= now,
    );
    if (open.length === 0) return;
    this.#turn = (this.#turn + 1) % 1_000_000;
    const first = this.#turn % open.length;
    const wanted = [...open.slice(first), ...open.slice(0, first)];
    this.#fetching.add(leader);
    try {
      const requests = wanted.map(({ reading, assignment }) => ({
        topic: reading.topic,
        partition: assignment.partition,
        fetchOffset: assignment.fetchOffset,
        maxBytes: Math.ceil(reading.bufferBytes / assignment.expansion),
      }));
      const wait = wanted.length < led.length ? shortWaitMs : waitMs;
      const answers = await this.client.fetch(leader, requests, { waitMs: wait, mostBytes });
      if (this.#closed) return;
      for (const answer of answers) {
        const asked = wanted.find(
          ({ reading, assignment }) =>
            reading.topic === answer.topic && assignment.partition === answer.partition,
        );
        asked?.reading.take(answer, asked.assignment);
      }
    } catch (error) {
      troubled(error, wanted);
    } finally {
      const restMs = Math.max(0, leastBetweenMs - (performance.now() - now));
      setTimeout(() => {
        this.#fetching.delete(leader);
        this.schedule();
      }, restMs);
    }
  }
}

function troubled(error: unknown, led: readonly Wanted[]): void {
  for (const [reading, wanted] of Map.groupBy(led, (each) => each.reading))
    reading.troubled(
      error,
      wanted.map(({ assignment }) => assignment),
    );
}
