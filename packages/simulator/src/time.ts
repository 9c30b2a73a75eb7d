/** Time as the simulated ports see it. */
export interface Time {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Calls back once; returns a function that takes it back. */
  after(delayMs: number, callback: () => void): () => void;
}
