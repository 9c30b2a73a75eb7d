/** Real processes do not repeat themselves, so a seed would promise what it cannot keep. */
export function chance(share: number): boolean {
  return Math.random() < share;
}

export function between(from: number, to: number): number {
  return from + Math.random() * (to - from);
}

/** @throws {RangeError} for an empty list */
export function oneOf<T>(items: readonly T[]): T {
  const [chosen] = items.slice(Math.floor(Math.random() * items.length));
  if (chosen === undefined) throw new RangeError("there is nothing to choose from");
  return chosen;
}
