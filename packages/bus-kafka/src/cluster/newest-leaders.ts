export interface Leader {
  /** Id of a broker; -1 while there is none. */
  readonly leader: number;
  /** Grows with every election of the partition. */
  readonly leaderEpoch: number;
}

/**
 * The newest leader of each partition that any broker has told of. One that stood still while others were
 * elected goes on, until it hears of that, as if it led: it names itself, and of what was written
 * meanwhile it says that it is not there. So what is older than what is known is not believed, and every
 * request carries the epoch, by which such a broker knows that it is not asked any more.
 */
export class NewestLeaders {
  #topicId = "";
  readonly #epochs = new Map<number, number>();

  /** @returns the leader of each partition; -1 also where this broker is behind what others have said */
  learn(topicId: string, partitions: readonly Leader[]): ReadonlyMap<number, number> {
    // A topic that was made anew counts from the beginning.
    if (topicId !== this.#topicId) this.#epochs.clear();
    this.#topicId = topicId;
    const leaders = new Map<number, number>();
    for (const [partition, { leader, leaderEpoch }] of partitions.entries()) {
      const isOld = leaderEpoch < this.epochOf(partition);
      leaders.set(partition, isOld ? -1 : leader);
      if (!isOld) this.#epochs.set(partition, leaderEpoch);
    }
    return leaders;
  }

  /** -1 before anything is known: a broker takes that for any. */
  epochOf(partition: number): number {
    return this.#epochs.get(partition) ?? -1;
  }
}
