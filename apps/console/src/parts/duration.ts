const units: readonly (readonly [unit: string, ms: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

/** A length of time in its largest unit, with one decimal where it is below ten: 9 ms, 1.2 s, 14 d. */
export function durationText(ms: number): string {
  const [unit, size] = units.find(([, each]) => ms >= each) ?? ["ms", 1];
  const value = ms / size;
  const digits = unit === "ms" || value >= 10 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}
