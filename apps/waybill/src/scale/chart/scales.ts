/** From a value to a place, in pixels, with the values that get a line and a label. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

interface Extent {
  readonly most: number;
  /** Pixels of 0 and of the largest value. */
  readonly from: number;
  readonly to: number;
}

/** From 0 to at least `most`, with some four round steps; `whole`: no step below 1. */
export function linearScale({ most, from, to }: Extent, whole = false): Scale {
  const step = Math.max(roundStep(most / 4), whole ? 1 : 0);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  const top = count * step;
  return { ticks, place: (value) => from + (value / top) * (to - from) };
}

/** Like decades, and 0 has a place: log10(1 + value). */
export function decadeScale({ most, from, to }: Extent): Scale {
  const decades = Math.max(1, Math.ceil(Math.log10(1 + most)));
  const ticks = [0, ...Array.from({ length: decades }, (_, index) => 10 ** (index + 1))];
  const top = Math.log10(1 + 10 ** decades);
  return { ticks, place: (value) => from + (Math.log10(1 + value) / top) * (to - from) };
}

/** From 0 to `most` exactly, in seconds, with steps that a clock has. */
export function timeScale({ most, from, to }: Extent): Scale {
  const steps = [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];
  const step = steps.find((each) => most / each <= 8) ?? Math.ceil(most / 8 / 86_400) * 86_400;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  return { ticks, place: (value) => from + (value / most) * (to - from) };
}

/** 1, 2 or 5 times a power of ten, not less than `value`. */
function roundStep(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10) * power;
}
