import type { Commit, Store } from "../ports/store.ts";
import type { Known } from "./batch.ts";
import type { Doubt } from "./doubt.ts";
import { GenerationCache } from "./generation-cache.ts";

type Answers = Commit["answers"];

/** A client that repeats a request does so soon. */
const remembered = 8_000;

/**
 * What was answered under the idempotency keys of a batch. A key that this process does not remember
 * is taken for new without asking the store, unless there is reason for doubt.
 */
export class KnownAnswers {
  readonly #store: Store;
  readonly #doubt: Doubt;
  readonly #recent = new GenerationCache<Answers[number]["stored"]>(remembered);

  constructor(options: { readonly store: Store; readonly doubt: Doubt }) {
    this.#store = options.store;
    this.#doubt = options.doubt;
  }

  async find(keys: ReadonlySet<string>, claims: ReadonlySet<string>): Promise<Known> {
    const answers = new Map<string, Answers[number]["stored"]>();
    const unknown: string[] = [];
    for (const key of keys) {
      const stored = this.#recent.get(key);
      if (stored === undefined) unknown.push(key);
      else answers.set(key, stored);
    }
    if (claims.size === 0 && (unknown.length === 0 || !this.#doubt.isRaised)) {
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
}

const noClaims: ReadonlyMap<string, string> = new Map();
