import type { Service } from "../concepts/service.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Store, StoredStream } from "../ports/store.ts";
import type { Doubt } from "./doubt.ts";
import { foldStream } from "./fold-stream.ts";
import { GenerationCache } from "./generation-cache.ts";
import { Staging } from "./staging.ts";
import type { Entry } from "./stream-writes.ts";

export interface StateLoaderOptions {
  readonly service: Service;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly doubt: Doubt;
  /** States kept in memory at most; 0 when other processes write, too: what is only read is not checked. */
  readonly cachedStates?: number;
}

const notThere: StoredStream = { snapshot: undefined, events: [], timer: undefined };

/**
 * Brings states from the store, or from memory, into the batches that need them. Memory is only a
 * saving: a version of a stream can be written only once, so whoever decided on an old state fails.
 */
export class StateLoader {
  readonly #options: StateLoaderOptions;
  readonly #cache: GenerationCache<Entry>;

  constructor(options: StateLoaderOptions) {
    this.#options = options;
    this.#cache = new GenerationCache(options.cachedStates ?? 10_000);
  }

  /** An empty batch that begins now. */
  staging(): Staging {
    const { service, ids, clock } = this.#options;
    return new Staging({ service, ids, now: clock.now() });
  }

  async load(staging: Staging, streams: ReadonlySet<string>): Promise<void> {
    await this.#loadMissing(staging, streams, () => 0);
  }

  /**
   * The newest states, none older than a version of it that is known to be in the log. Memory may be: a commit is
   * in the log, and can be read by a consumer, before its answer has arrived, which may be late or lost.
   */
  async peek(known: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, unknown>> {
    const staging = this.staging();
    await this.#loadMissing(staging, known.keys(), (stream) => known.get(stream) ?? 0);
    return new Map([...known.keys()].map((stream) => [stream, staging.state(stream)]));
  }

  async #loadMissing(
    staging: Staging,
    streams: Iterable<string>,
    least: (stream: string) => number,
  ): Promise<void> {
    const missing: string[] = [];
    for (const stream of streams) {
      const cached = this.#cache.get(stream);
      if (cached === undefined || cached.version < least(stream)) missing.push(stream);
      else staging.add(stream, cached);
    }
    if (missing.length === 0) return;
    const loaded = await this.#options.store.load(missing);
    for (const stream of missing) {
      const entry = foldStream(this.#options.service, stream, loaded.get(stream) ?? notThere);
      staging.add(stream, entry);
      this.#cache.set(stream, entry);
    }
  }

  /** The same for streams that as a rule are not there: they are looked for only when there is doubt. */
  async open(staging: Staging, streams: ReadonlySet<string>): Promise<void> {
    if (this.#options.doubt.isRaised) return this.load(staging, streams);
    for (const stream of streams) {
      const cached = this.#cache.get(stream);
      if (cached === undefined) staging.assume(stream);
      else staging.add(stream, cached);
    }
  }

  /** What was written is what the store has. */
  written(entries: ReadonlyMap<string, Entry>): void {
    for (const [stream, entry] of entries) {
      if (entry.isTerminal === true) this.#cache.delete(stream);
      else this.#cache.set(stream, entry);
    }
  }

  /** The store may have moved on. */
  forget(): void {
    this.#cache.clear();
  }
}
