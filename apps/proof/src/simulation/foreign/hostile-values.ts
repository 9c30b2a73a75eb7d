import type { Seed } from "@waybill/simulator";

const megabyte = 1024 * 1024;

/** Nested so deeply that code which goes down by recursion runs out of stack. */
export function nested(depth: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(depth)}0${"}".repeat(depth)}`);
}

/** JSON keeps `__proto__` as a field of its own; copying it carelessly replaces a prototype. */
export function polluting(): object {
  return JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  ) as object;
}

/** Ten megabytes now and then, since each is parked and read again. */
export function longText(seed: Seed): string {
  return "x".repeat(seed.chance(0.02) ? 10 * megabyte : seed.int(1_000, 100_000));
}

const values: readonly ((seed: Seed) => unknown)[] = [
  () => null,
  () => true,
  () => "",
  () => "NaN",
  () => "1e999",
  () => "1",
  () => -1,
  () => 0.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => Number.NaN,
  () => "\ud800",
  () => "\u0000",
  () => "__proto__",
  () => [],
  () => ({}),
  () => [[[]]],
  polluting,
  (seed) => nested(seed.pick([10, 1_000, 20_000])),
  longText,
];

/** A value that nobody expects. */
export function hostileValue(seed: Seed): unknown {
  return seed.pick(values)(seed);
}
