/** A stretch of time as it is drawn. */
export interface SeriesPoint {
  /** When it begins. */
  readonly seconds: number;
  /** The mean. */
  readonly arrivals: number;
  /** These are the most of the stretch, so that no peak is lost. */
  readonly replicas: number;
  readonly lag: number;
  readonly oldestSeconds: number;
}

const mostPoints = 480;

/** Makes at most 480 points of any number of seconds. */
export class SeriesRecorder {
  readonly #stretch: number;
  readonly #points: SeriesPoint[] = [];
  #seconds = 0;
  #summed = 0;

  constructor(seconds: number) {
    this.#stretch = Math.max(1, Math.ceil(seconds / mostPoints));
  }

  step(now: Omit<SeriesPoint, "seconds">): void {
    const last = this.#points.at(-1);
    if (last === undefined || this.#summed === this.#stretch) {
      this.#points.push({ ...now, seconds: this.#seconds });
      this.#summed = 1;
    } else {
      const { seconds, arrivals } = last;
      this.#points[this.#points.length - 1] = {
        seconds,
        arrivals: arrivals + (now.arrivals - arrivals) / (this.#summed + 1),
        replicas: Math.max(last.replicas, now.replicas),
        lag: Math.max(last.lag, now.lag),
        oldestSeconds: Math.max(last.oldestSeconds, now.oldestSeconds),
      };
      this.#summed++;
    }
    this.#seconds++;
  }

  points(): readonly SeriesPoint[] {
    return this.#points;
  }
}
