import { WaybillError } from "@waybill/kit";
import type { RedisClient } from "./redis-client.ts";
import { entriesOf, entryId, orderOf, previousIn, recordOf } from "./streams.ts";

/** Of one stream, as Redis describes it. */
export interface StreamState {
  readonly length: number;
  /** How many entries were ever added, those that are gone included. */
  readonly added: number;
  /** What comes before the dash of the first and the last id; 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** What stood before the first entry when it was written; undefined when nobody knows. */
  readonly previous: number | undefined;
}

export async function streamState(client: RedisClient, stream: string): Promise<StreamState> {
  const reply = await client.ask(`looking at stream ${stream}`, ["XINFO", "STREAM", stream]);
  const state = recordOf(reply);
  const [first] = entriesOf([state.get("first-entry") ?? null].filter((each) => each !== null));
  return {
    length: Number(state.get("length")),
    added: Number(state.get("entries-added")),
    first: orderOf(first?.id ?? "0-0"),
    last: orderOf(String(state.get("last-generated-id"))),
    previous: previousIn(first?.event ?? ""),
  };
}

/**
 * How many entries are behind a position: exact at both ends, in between by how far it is, since a stream's
 * positions are spread evenly over a log.
 */
export function entriesBehind({ length, first, last }: StreamState, position: number): number {
  if (position >= last || length === 0) return 0;
  if (position < first) return length;
  return Math.min(length, Math.ceil((length * (last - position)) / (last - first + 1)));
}

/** How far each group of a stream has come; none when there is no stream. */
export async function groupPlaces(
  client: RedisClient,
  stream: string,
): Promise<ReadonlyMap<string, number>> {
  const places = new Map<string, number>();
  try {
    const what = `looking at the groups of stream ${stream}`;
    const groups = await client.ask(what, ["XINFO", "GROUPS", stream]);
    for (const group of Array.isArray(groups) ? groups : []) {
      const described = recordOf(group);
      const place = orderOf(String(described.get("last-delivered-id") ?? "0-0"));
      places.set(String(described.get("name")), place);
    }
  } catch (error) {
    if (!says(error, "no such key")) throw error;
  }
  return places;
}

/**
 * A consumer's group on a stream. Nothing is read by it: it says to Redis's own tools and to whoever trims
 * how far the consumer has come.
 */
export class StreamGroup {
  readonly #client: RedisClient;
  readonly #stream: string;
  readonly #name: string;

  constructor(client: RedisClient, { stream, name }: { stream: string; name: string }) {
    this.#client = client;
    this.#stream = stream;
    this.#name = name;
  }

  /** Where it stands; undefined when there is none, which is so as well when the stream is a new one. */
  async place(): Promise<number | undefined> {
    // A feed begins with this, before its client is connected: that is no trouble to tell of.
    await this.#client.tried();
    return (await groupPlaces(this.#client, this.#stream)).get(this.#name);
  }

  /** Makes the stream, too, when there is none. */
  async create(position: number): Promise<void> {
    const place = [this.#stream, this.#name, entryId(position), "MKSTREAM"];
    try {
      await this.#client.ask(this.#what, ["XGROUP", "CREATE", ...place]);
    } catch (error) {
      if (!says(error, "BUSYGROUP")) throw error;
    }
  }

  async move(position: number, state: StreamState): Promise<void> {
    const read = Math.max(0, state.added - entriesBehind(state, position));
    const place = [this.#stream, this.#name, entryId(position), "ENTRIESREAD", String(read)];
    try {
      await this.#client.ask(this.#what, ["XGROUP", "SETID", ...place]);
    } catch (error) {
      if (!says(error, "NOGROUP")) throw error;
      await this.create(position);
    }
  }

  get #what(): string {
    return `setting group ${this.#name} of stream ${this.#stream}`;
  }
}

function says(error: unknown, word: string): boolean {
  return error instanceof WaybillError && error.message.includes(word);
}
