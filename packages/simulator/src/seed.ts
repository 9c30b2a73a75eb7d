import type { Clock, Ids, Random } from "@waybill/kit";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const hex = "0123456789abcdef";

/** Everything random of a simulation, from one number. */
export class Seed implements Random {
  readonly #seed: number;
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#seed = mixed(seed);
    this.#generator = xoroshiro128plus(this.#seed);
  }

  /** A seed of its own for what has this name: what others draw, and that there are others, does not move it. */
  fork(name: string): Seed {
    let seed = this.#seed;
    for (let index = 0; index < name.length; index++) seed = mixed(seed ^ name.charCodeAt(index));
    return new Seed(seed);
  }

  /** At least 0, below 1. */
  next(): number {
    return (this.#generator.next() >>> 0) / 0x1_0000_0000;
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** @throws {RangeError} when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.int(0, from.length - 1)];
    if (picked === undefined) throw new RangeError("there is nothing to pick from");
    return picked;
  }

  /** Mostly short, now and then much longer, as delays are: exponential around `mean`. */
  delay(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Ids as the real ones are made, of this seed and a clock. */
  ids(clock: Pick<Clock, "now">): Ids {
    return {
      make: (prefix) => `${prefix}_${timePart(clock.now())}${this.#text(16, alphabet)}`,
      traceparent: () => `00-${this.#text(32, hex)}-${this.#text(16, hex)}-00`,
    };
  }

  #text(length: number, symbols: string): string {
    const bits = Math.log2(symbols.length);
    let text = "";
    let pool = 0;
    let left = 0;
    for (let index = 0; index < length; index++) {
      if (left < bits) {
        pool = this.#generator.next() >>> 0;
        left = 32;
      }
      text += symbols[pool & (symbols.length - 1)] ?? "";
      pool >>>= bits;
      left -= bits;
    }
    return text;
  }
}

/** Neighbouring seeds would begin alike. The last steps of MurmurHash3 (Austin Appleby, public domain). */
function mixed(seed: number): number {
  let hash = seed | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function timePart(ms: number): string {
  let rest = ms;
  let text = "";
  for (let digit = 0; digit < 10; digit++) {
    text = (alphabet[rest % 32] ?? "") + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
