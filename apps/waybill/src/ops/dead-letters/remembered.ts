import type { Clock } from "@waybill/kit";

interface Answer<T> {
  readonly value: Promise<T>;
  readonly askedAt: number;
  /** How long it took to get; 0 until it is there. */
  tookMs: number;
  refreshing: boolean;
}

/** An answer is asked for again when it is so many times older than it took to get: 2% of the time, at most. */
const restFactor = 50;
/** What takes longer is not waited for by those who have seen an older answer. */
const dearMs = 250;
const maxNames = 1_000;

/**
 * Answers that many look at again and again, asked of the databases once for all of them. What was quick
 * to get is `freshMs` old at most. What was dear is given at once and asked for anew meanwhile, so that
 * nobody waits for it and the databases do not work for those who look.
 */
export class Remembered<T> {
  readonly #clock: Clock;
  readonly #freshMs: number;
  readonly #ask: (name: string) => Promise<T>;
  readonly #answers = new Map<string, Answer<T>>();

  constructor(options: {
    readonly clock: Clock;
    readonly freshMs: number;
    readonly ask: (name: string) => Promise<T>;
  }) {
    this.#clock = options.clock;
    this.#freshMs = options.freshMs;
    this.#ask = options.ask;
  }

  /** @throws what asking throws; a failure is told once and not kept */
  get(name: string): Promise<T> {
    const known = this.#answers.get(name);
    if (known === undefined) return this.#anew(name).value;
    const age = this.#clock.now() - known.askedAt;
    const mayBe = Math.max(this.#freshMs, known.tookMs * restFactor);
    if (age < mayBe || known.tookMs === 0) return known.value;
    // One that nobody has looked at for long is not shown any more.
    if (age > 2 * mayBe) return this.#anew(name).value;
    if (!known.refreshing) this.#refresh(name, known);
    return known.value;
  }

  /** Something has changed that whoever changed it wants to see: at once, or as soon as it is there if it is dear. */
  forget(name: string): void {
    const known = this.#answers.get(name);
    if (known === undefined) return;
    this.#answers.delete(name);
    if (known.tookMs < dearMs) return;
    // Another entry, so that an answer that was asked for before the change does not take its place.
    const older = { ...known };
    this.#answers.set(name, older);
    this.#refresh(name, older);
  }

  #anew(name: string): Answer<T> {
    const answer = this.#answer(name);
    if (this.#answers.size >= maxNames) this.#answers.clear();
    this.#answers.set(name, answer);
    answer.value.catch(() => {
      if (this.#answers.get(name) === answer) this.#answers.delete(name);
    });
    return answer;
  }

  #refresh(name: string, known: Answer<T>): void {
    known.refreshing = true;
    const next = this.#answer(name);
    next.value.then(
      () => {
        if (this.#answers.get(name) === known) this.#answers.set(name, next);
      },
      () => {
        if (this.#answers.get(name) === known) this.#answers.delete(name);
      },
    );
  }

  #answer(name: string): Answer<T> {
    const askedAt = this.#clock.now();
    const value = this.#ask(name);
    const answer: Answer<T> = { value, askedAt, tookMs: 0, refreshing: false };
    const took = (): void => {
      answer.tookMs = Math.max(1, this.#clock.now() - askedAt);
    };
    value.then(took, took);
    return answer;
  }
}
