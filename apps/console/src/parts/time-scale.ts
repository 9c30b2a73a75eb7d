/** Where times are on an axis from 0 to 1. */
export interface TimeScale {
  /** @param time one of those that the scale was made of */
  readonly at: (time: number) => number;
  /** Long waits that the axis leaves out: where, and how long. */
  readonly cuts: readonly { readonly at: number; readonly ms: number }[];
  readonly ticks: readonly { readonly at: number; readonly sinceStartMs: number }[];
}

/** No wait takes more of the axis than this. */
const widestShare = 0.25;
const rounds = 8;
const tickDistance = 0.17;

/** True to scale, but for waits so long that nothing else could be seen beside them: those are cut. */
export function timeScale(times: readonly number[]): TimeScale {
  const moments = [...new Set(times)].toSorted((one, other) => one - other);
  const start = moments[0] ?? 0;
  const gaps = moments.slice(1).map((time, index) => time - (moments[index] ?? time));
  const longest = longestShown(gaps);
  const length = sum(gaps.map((gap) => Math.min(gap, longest)));
  const places = new Map<number, number>([[start, 0]]);
  const cuts: { at: number; ms: number }[] = [];
  let passed = 0;
  for (const [index, gap] of gaps.entries()) {
    const shown = Math.min(gap, longest);
    if (gap > shown * 1.01) cuts.push({ at: (passed + shown / 2) / length, ms: gap });
    passed += shown;
    places.set(moments[index + 1] ?? start, passed / length);
  }
  return { at: (time) => places.get(time) ?? 0, cuts, ticks: ticksOf(places, start) };
}

/** Cutting one wait makes the axis shorter and the others longer on it, so it goes in rounds. */
function longestShown(gaps: readonly number[]): number {
  let longest = gaps.reduce((most, gap) => Math.max(most, gap), 1);
  for (let round = 0; round < rounds; round += 1) {
    longest = Math.max(1, widestShare * sum(gaps.map((gap) => Math.min(gap, longest))));
  }
  return longest;
}

function ticksOf(places: ReadonlyMap<number, number>, start: number): TimeScale["ticks"] {
  const ticks: { at: number; sinceStartMs: number }[] = [];
  for (const [time, at] of places) {
    const last = ticks.at(-1);
    if (last !== undefined && at - last.at < tickDistance) continue;
    ticks.push({ at, sinceStartMs: time - start });
  }
  return ticks;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
