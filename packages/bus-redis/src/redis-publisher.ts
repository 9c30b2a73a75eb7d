import {
  decodeCloudEvent,
  encodeCloudEvent,
  partitionCount,
  PublishedLost,
  Retryable,
  type Clock,
  type Contract,
  type Places,
  type Published,
  type PublishedEnds,
  type Publisher,
  type Recorded,
} from "@waybill/kit";
import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";
import { appendScript, compareScript } from "./scripts.ts";
import { StreamTrim } from "./stream-trim.ts";
import { defaultPrefix, entriesOf, foreignKey, markKey, streamKey } from "./streams.ts";

export interface RedisPublisherOptions {
  readonly connection: RedisConnection;
  readonly service: string;
  /** The events that are published, by type. */
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly clock: Clock;
  /** What is younger stays, whoever has read it. */
  readonly retentionMs?: number;
  readonly prefix?: string;
}

const hourMs = 3_600_000;
/** Foreign entries are moved aside a thousand a call. */
const maxCalls = 1_000;
/** Of a service's log, in one call: what Redis does meanwhile for others waits for so much. */
const maxPart = 250;

/**
 * Writes events to streams, one for each topic and partition, each under the id of its position in the log. So
 * Redis refuses what it already has, and a stream's last id says how far it has been written.
 */
export class RedisPublisher implements Publisher, PublishedEnds {
  readonly #options: RedisPublisherOptions;
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #topics: readonly string[];
  readonly #trim: StreamTrim;
  /** Newest position that was seen acknowledged, by stream. */
  readonly #seen = new Map<string, number>();

  constructor(options: RedisPublisherOptions) {
    this.#options = options;
    this.#client = new RedisClient(options.connection);
    this.#prefix = options.prefix ?? defaultPrefix;
    this.#topics = [...new Set([...options.contracts.values()].map(({ topic }) => topic))];
    const { clock, retentionMs = hourMs } = options;
    this.#trim = new StreamTrim(this.#client, { clock, retentionMs });
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    const byStream = Map.groupBy(events, (event) => this.#stream(this.#topicOf(event.type), event));
    const lost = new Map<string, number>();
    const shortened = new Map<number, number>();
    const failures: unknown[] = [];
    // All are waited for: what is still under way must not be sent again beside itself.
    await Promise.all(
      [...byStream].map(async ([stream, ofStream]) => {
        try {
          const there = await this.#append(stream, ofStream);
          if (there === undefined) return;
          const partition = ofStream[0]?.partition ?? 0;
          lost.set(stream, there);
          shortened.set(partition, Math.min(there, shortened.get(partition) ?? there));
        } catch (error) {
          failures.push(error);
        }
      }),
    );
    // A loss that is not told of now is found again by the next try.
    if (failures.length > 0) throw failures[0];
    if (lost.size > 0) throw this.#noted(lost, shortened);
  }

  async newest(): Promise<readonly Published[]> {
    await this.#client.tried();
    const found: Published[] = [];
    for (let partition = 0; partition < partitionCount; partition++) {
      const { reached } = await this.#compare(partition);
      for (const [topic, position] of reached) {
        if (position > 0)
          found.push({ topic, partition, position, event: await this.#newestIn(topic, partition) });
      }
    }
    return found;
  }

  async begin(partitions: readonly number[]): Promise<Places> {
    // Whoever wrote them before may have been told of a loss.
    this.#trim.postpone();
    const places = new Map<number, number>();
    for (const partition of partitions) {
      const { mark, reached } = await this.#compare(partition);
      for (const [stream, position] of reached) this.#seen.set(stream, position);
      places.set(partition, mark);
    }
    return places;
  }

  async keep(places: Places): Promise<void> {
    const lost = new Map<string, number>();
    const shortened = new Map<number, number>();
    for (const [partition, position] of places) {
      const { reached } = await this.#compare(partition, position);
      for (const [stream, there] of reached) {
        if (there >= (this.#seen.get(stream) ?? 0)) continue;
        lost.set(stream, there);
        shortened.set(partition, Math.min(there, shortened.get(partition) ?? there));
      }
    }
    if (lost.size > 0) throw this.#noted(lost, shortened);
    const streams = [...places.keys()].flatMap((partition) => this.#streams(partition));
    await this.#trim.look(streams);
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  /** @returns the position that is there, when the stream has lost something */
  async #append(stream: string, events: readonly Recorded[]): Promise<number | undefined> {
    const what = `writing to stream ${stream}`;
    const keys = [stream, foreignKey(stream)];
    for (let begin = 0; begin < events.length; begin += maxPart) {
      const part = events.slice(begin, begin + maxPart);
      const seen = this.#seen.get(stream) ?? 0;
      const fresh = part.filter(({ position }) => position > seen);
      if (fresh.length === 0) continue;
      const args = fresh.flatMap((event) => [String(event.position), encodeCloudEvent(event)]);
      const [word, detail] = await again(what, async () => {
        const reply = await this.#client.run(what, appendScript, {
          keys,
          args: [String(seen), ...args],
        });
        const answer = reply as readonly [string, number | string];
        return answer[0] === "more" ? undefined : answer;
      });
      if (word === "lost") return Number(detail);
      if (word === "failed") throw this.#client.refusal(what, String(detail));
      this.#seen.set(stream, Math.max(seen, Number(detail)));
    }
    return undefined;
  }

  /** How far the streams of a partition reach, and the mark; that is moved on if nothing is missing. */
  async #compare(
    partition: number,
    position?: number,
  ): Promise<{ mark: number; reached: ReadonlyMap<string, number> }> {
    const source = this.#options.service;
    const streams = this.#streams(partition);
    const what = `comparing the streams ${this.#prefix}:${source}:*:${partition}`;
    const [mark, ...reached] = await again(what, async () => {
      const seen = streams.map((stream) =>
        position === undefined ? 0 : (this.#seen.get(stream) ?? 0),
      );
      const reply = (await this.#client.run(what, compareScript, {
        keys: [
          markKey({ prefix: this.#prefix, source, partition }),
          ...streams.flatMap((stream) => [stream, foreignKey(stream)]),
        ],
        args: [position === undefined ? "" : String(position), ...seen.map(String)],
      })) as readonly (string | number)[];
      return reply.includes(-1) ? undefined : reply;
    });
    return {
      mark: Number(mark),
      reached: new Map(streams.map((stream, index) => [stream, Number(reached[index])])),
    };
  }

  /** From now on the streams are written from where they end. Whoever is told must fill them: it is told once. */
  #noted(lost: ReadonlyMap<string, number>, shortened: Places): PublishedLost {
    for (const [stream, there] of lost) this.#seen.set(stream, there);
    this.#trim.postpone();
    return new PublishedLost(shortened);
  }

  async #newestIn(stream: string, partition: number): Promise<Recorded | undefined> {
    const what = `looking at the end of stream ${stream}`;
    const reply = await this.#client.ask(what, ["XREVRANGE", stream, "+", "-", "COUNT", "1"]);
    const [entry] = entriesOf(reply);
    return entry?.event === undefined ? undefined : decodeCloudEvent(entry.event, partition);
  }

  #topicOf(type: string): string {
    const contract = this.#options.contracts.get(type);
    // The relay takes what is declared and nothing else.
    if (contract === undefined) throw new Error(`no contract says which topic ${type} goes to`);
    return contract.topic;
  }

  #streams(partition: number): readonly string[] {
    return this.#topics.map((topic) => this.#stream(topic, { partition }));
  }

  #stream(topic: string, { partition }: { readonly partition: number }): string {
    return streamKey({ prefix: this.#prefix, source: this.#options.service, topic, partition });
  }
}

async function again<T>(what: string, call: () => Promise<T | undefined>): Promise<T> {
  for (let calls = 0; calls < maxCalls; calls++) {
    const answer = await call();
    if (answer !== undefined) return answer;
  }
  throw new Retryable(
    "redis-failed",
    `${what}: foreign entries come faster than they are moved aside`,
  );
}
