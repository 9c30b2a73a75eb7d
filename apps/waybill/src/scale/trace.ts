/** What came in from `seconds` on, until the next point. */
export interface TracePoint {
  readonly seconds: number;
  /** Messages a second, over all partitions. */
  readonly arrivals: number;
  /** Messages a second that one replica can handle, where the recording says so. */
  readonly serviceRate?: number;
}

/** A recorded load. Times begin at 0 and rise; there is at least one point. */
export interface Trace {
  readonly points: readonly TracePoint[];
  readonly endSeconds: number;
}

/** The longest trace that is simulated: a month, second by second, takes some seconds and 21 MB. */
export const longestSeconds = 31 * 86_400;

/**
 * A trace of points that lie in order; the first becomes second 0, and the last holds as long as the one
 * before it did (alone: for an hour).
 */
export function traceOf(points: readonly TracePoint[]): Trace {
  const origin = points[0]?.seconds ?? 0;
  const moved = points.map((point) => ({ ...point, seconds: point.seconds - origin }));
  const last = moved.at(-1)?.seconds ?? 0;
  const before = moved.at(-2)?.seconds;
  return { points: moved, endSeconds: last + (before === undefined ? 3_600 : last - before) };
}

/** Walks through a trace; the times asked for must not go back. */
export class TraceReader {
  readonly #points: readonly TracePoint[];
  #index = 0;

  constructor({ points }: Trace) {
    this.#points = points;
  }

  /** The load at that time. */
  at(seconds: number): TracePoint {
    while ((this.#points[this.#index + 1]?.seconds ?? Infinity) <= seconds) this.#index++;
    return this.#points[this.#index] ?? { seconds, arrivals: 0 };
  }
}
