const stepMs = 5_000;
/** One hour. */
const steps = 720;

interface Samples {
  readonly messages: Float32Array;
  readonly seconds: Float32Array;
}

/** How far consumers were behind over the last hour, in memory: 6 KiB each. NaN where nobody looked. */
export class LagHistory {
  readonly #samples = new Map<string, Samples>();
  #newest = 0;

  get stepMs(): number {
    return stepMs;
  }

  /** Enters how far each consumer is behind now; the steps since the last time stay empty. */
  record(
    lags: ReadonlyMap<string, { readonly messages: number; readonly seconds: number }>,
    now: number,
  ): void {
    const step = Math.floor(now / stepMs);
    const missed = Math.min(step - this.#newest, steps);
    for (const { messages, seconds } of this.#samples.values()) {
      for (let back = 0; back < missed; back++) {
        messages[(step - back) % steps] = Number.NaN;
        seconds[(step - back) % steps] = Number.NaN;
      }
    }
    // A clock that was set back writes over what it had written.
    this.#newest = step;
    for (const [consumer, lag] of lags) {
      const samples = this.#samplesOf(consumer);
      samples.messages[step % steps] = lag.messages;
      samples.seconds[step % steps] = lag.seconds;
    }
  }

  /** Oldest first; `from`: start of the first step, in milliseconds since 1970. */
  of(consumer: string): {
    readonly from: number;
    readonly messages: readonly (number | null)[];
    readonly seconds: readonly (number | null)[];
  } {
    const { messages, seconds } = this.#samplesOf(consumer);
    const first = this.#newest - steps + 1;
    const inOrder = (values: Float32Array): (number | null)[] =>
      Array.from({ length: steps }, (_, index) => {
        const value = values[(first + index) % steps] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      });
    return { from: first * stepMs, messages: inOrder(messages), seconds: inOrder(seconds) };
  }

  #samplesOf(consumer: string): Samples {
    const known = this.#samples.get(consumer);
    if (known !== undefined) return known;
    const made = {
      messages: new Float32Array(steps).fill(Number.NaN),
      seconds: new Float32Array(steps).fill(Number.NaN),
    };
    this.#samples.set(consumer, made);
    return made;
  }
}
