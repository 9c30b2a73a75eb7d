/** Events that are read at once. */
export const eventsAtOnce = 1_000;

/** Brings a shadow to where the view has to be. */
export interface Replay {
  /**
   * Takes in whatever has come since the last round.
   * @param between called after each part of it, with nothing under way
   * @returns how many positions it went through
   */
  round(between: () => Promise<void>): Promise<number>;
  /** Positions gone through since the beginning, and how many there are as far as is known. */
  readonly reached: { readonly done: number; readonly of: number };
  /** Events that nothing can be made of: their consumer has them as dead letters, or had and dropped them. */
  readonly unreadable: number;
  close(): Promise<void>;
}
