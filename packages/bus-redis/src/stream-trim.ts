import { decodeCloudEvent, type Clock } from "@waybill/kit";
import type { RedisClient } from "./redis-client.ts";
import { groupPlaces } from "./stream-group.ts";
import { entriesOf, entryId, orderOf } from "./streams.ts";

export interface StreamTrimOptions {
  readonly clock: Clock;
  readonly retentionMs: number;
}

const everyMs = 10_000;
/** Consumers make their groups again within some seconds, and those that stand still for a while, too. */
const postponedMs = 60_000;

/**
 * Takes away what every group of a stream has behind it and what is old enough. A stream that no group reads
 * is left alone, and the last entry that the slowest group has read always stays: a consumer that
 * begins can tell that nothing is missing.
 */
export class StreamTrim {
  readonly #client: RedisClient;
  readonly #options: StreamTrimOptions;
  #next = 0;

  constructor(client: RedisClient, options: StreamTrimOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** A stream that was lost comes back without its groups: it is left alone until its consumers have them again. */
  postpone(): void {
    this.#next = this.#options.clock.now() + postponedMs;
  }

  /** Called often, does something once a while. */
  async look(streams: readonly string[]): Promise<void> {
    const { clock } = this.#options;
    if (clock.now() < this.#next) return;
    this.#next = clock.now() + everyMs;
    for (const stream of streams) await this.#trim(stream);
  }

  async #trim(stream: string): Promise<void> {
    const what = `trimming stream ${stream}`;
    const exists = await this.#client.ask(what, ["EXISTS", stream]);
    if (exists === 0) return;
    const [first] = await this.#entry(stream, "-");
    const done = await this.#behindAll(stream);
    if (first === undefined || done === undefined) return;
    // A group's position may lie between two entries, and beyond the last.
    const read = ["XREVRANGE", stream, entryId(done), "-", "COUNT", "1"];
    const [last] = entriesOf(await this.#client.ask(what, read));
    if (last === undefined) return;
    const to = await this.#oldUpTo(stream, { first: orderOf(first.id), last: orderOf(last.id) });
    if (to > orderOf(first.id))
      await this.#client.ask(what, ["XTRIM", stream, "MINID", "~", entryId(to)]);
  }

  /** The position that even the slowest group has reached; undefined: there is none, or one at the beginning. */
  async #behindAll(stream: string): Promise<number | undefined> {
    const places = await groupPlaces(this.#client, stream);
    return places.size === 0 ? undefined : Math.min(...places.values());
  }

  /** The last position, from `first` to `last`, whose event is older than the retention; found by halving. */
  async #oldUpTo(
    stream: string,
    { first, last }: { readonly first: number; readonly last: number },
  ): Promise<number> {
    const { clock, retentionMs } = this.#options;
    const youngest = clock.now() - retentionMs;
    let [low, high] = [first, last];
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2);
      const [entry] = await this.#entry(stream, entryId(middle));
      const event = entry?.event === undefined ? undefined : decodeCloudEvent(entry.event, 0);
      // What is none of ours has no time: it is taken for old, which the groups have behind them.
      const isOld = entry !== undefined && (event === undefined || event.time < youngest);
      if (isOld) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async #entry(stream: string, from: string): Promise<ReturnType<typeof entriesOf>> {
    const what = `looking at stream ${stream}`;
    return entriesOf(await this.#client.ask(what, ["XRANGE", stream, from, "+", "COUNT", "1"]));
  }
}
