import type { Seed } from "./seed.ts";
import type { Time } from "./time.ts";

/** Probability of each fault, each time it could strike. */
export type FaultRates = Readonly<Record<string, number>>;

export interface FaultCount {
  /** How often it struck. */
  count: number;
  /** How often it struck while something was under way that it could harm. */
  hit: number;
}

/** Decides when faults strike, and keeps a journal of them. */
export class Faults {
  readonly counts = new Map<string, FaultCount>();
  /** What struck when, in milliseconds since 1970. */
  readonly journal: (readonly [at: number, fault: string])[] = [];
  readonly #rates: FaultRates;
  /** Each fault draws for itself: to leave one out leaves the others as they are. */
  readonly #seeds: ReadonlyMap<string, Seed>;
  readonly #time: Time;
  #calm = false;

  constructor(rates: FaultRates, { seed, time }: { readonly seed: Seed; readonly time: Time }) {
    this.#rates = rates;
    this.#seeds = new Map(Object.keys(rates).map((name) => [name, seed.fork(name)]));
    this.#time = time;
  }

  /** From now on nothing strikes any more. */
  calm(): void {
    this.#calm = true;
  }

  get isCalm(): boolean {
    return this.#calm;
  }

  rate(fault: string): number {
    return this.#calm ? 0 : (this.#rates[fault] ?? 0);
  }

  /** Whether the fault strikes this time. @param underWay whether there is something that it could harm */
  strikes(fault: string, underWay = true): boolean {
    const rate = this.rate(fault);
    if (rate === 0 || this.#seeds.get(fault)?.chance(rate) !== true) return false;
    this.note(fault, underWay);
    return true;
  }

  /** Counts a fault that something else decided on. */
  note(fault: string, underWay = true): void {
    const known = this.counts.get(fault) ?? { count: 0, hit: 0 };
    known.count += 1;
    if (underWay) known.hit += 1;
    this.counts.set(fault, known);
    this.journal.push([this.#time.now, fault]);
  }
}
