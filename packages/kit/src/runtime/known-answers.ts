import type { Clock } from "../ports/clock.ts";
import type { Commit, Store } from "../ports/store.ts";
import type { Known } from "./batch.ts";
import { GenerationCache } from "./generation-cache.ts";

type Answers = Commit["answers"];

/** A client that repeats a request does so soon. */
const remembered = 8_000;
/** How long the store is asked about every key after a batch that ran into one. */
const doubtMs = 10_000;

/**
 * What was answered under the idempotency keys of a batch. A key that this process does not remember
 * is taken for new without asking the store, which saves every order a round trip: if it is not new,
 * the commit fails as a stale write, nothing is written, and the batch is decided again with what the
 * store knows. Keys that were used long ago, or in another process, come in runs, so for a while after
 * that the store is asked first.
 */
export class KnownAnswers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #recent = new GenerationCache<Answers[number]["stored"]>(remembered);
  #doubtUntil = Number.NEGATIVE_INFINITY;

  constructor(options: { readonly store: Store; readonly clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  async find(keys: ReadonlySet<string>, claims: ReadonlySet<string>): Promise<Known> {
    const answers = new Map<string, Answers[number]["stored"]>();
    const unknown: string[] = [];
    for (const key of keys) {
      const stored = this.#recent.get(key);
      if (stored === undefined) unknown.push(key);
      else answers.set(key, stored);
    }
    if (claims.size === 0 && (unknown.length === 0 || this.#clock.now() >= this.#doubtUntil)) {
      return { answers, claims: noClaims };
    }
    // A claim that is taken may have been taken by the same request: its key has to be known then.
    const found = await this.#store.lookup(unknown, [...claims]);
    for (const [key, stored] of found.answers) answers.set(key, stored);
    return { answers, claims: found.claims };
  }

  /** These are durable. */
  written(answers: Answers): void {
    for (const { key, stored } of answers) this.#recent.set(key, stored);
  }

  /** A batch was refused as stale: one of its keys may be the reason. */
  doubt(): void {
    this.#doubtUntil = this.#clock.now() + doubtMs;
  }
}

const noClaims: ReadonlyMap<string, string> = new Map();
