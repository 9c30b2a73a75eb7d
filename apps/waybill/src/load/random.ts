/** At least 0, below 1. */
export type RandomNumber = () => number;

/** Mulberry32: the same numbers for the same seed, in a few nanoseconds each. Not for secrets. */
export function seeded(seed: number): RandomNumber {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Ranks by Zipf's law: rank r (from 0) as often as 1/(r+1). */
export function zipf(count: number, random: RandomNumber): () => number {
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) {
    sum += 1 / (rank + 1);
    upTo[rank] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? sum) <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
