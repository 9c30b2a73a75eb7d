interface Mark {
  readonly position: number;
  /** The one behind its record. */
  readonly offset: bigint;
  /** Whether the consumer is given the message. */
  readonly isGiven: boolean;
}

/**
 * Which offset of a partition a consumer has reached, given the position that it has written down. What
 * nobody waits for goes with what stands before it, so this is as long as what waits.
 */
export class OffsetTrail {
  #position: number;
  #reached: bigint;
  readonly #marks: Mark[] = [];

  /** Begins where reading begins: all that is newer than the position stands behind the offset. */
  constructor(position: number, offset: bigint) {
    this.#position = position;
    this.#reached = offset;
  }

  /** Everything before this offset is done or of no interest. */
  get reached(): bigint {
    return this.#reached;
  }

  /** A message that the consumer is given. */
  give(position: number, offset: bigint): void {
    this.#marks.push({ position, offset, isGiven: true });
  }

  /** A record that is passed over; the position is the newest that was seen by then. */
  pass(position: number, offset: bigint): void {
    const last = this.#marks.at(-1);
    if (last?.isGiven === false) this.#marks.pop();
    this.#marks.push({ position, offset, isGiven: false });
    this.#settle();
  }

  /** The consumer is done up to here. */
  move(position: number): void {
    this.#position = Math.max(this.#position, position);
    this.#settle();
  }

  #settle(): void {
    let count = 0;
    for (const { position, offset } of this.#marks) {
      if (position > this.#position) break;
      this.#reached = offset;
      count += 1;
    }
    if (count > 0) this.#marks.splice(0, count);
  }
}
