import type { Recorded } from "../concepts/contract.ts";
import { partitionCount, type Bus, type Places } from "../ports/bus.ts";
import type { Scanned } from "./feeds.ts";
import type { Position, PositionMove, Store } from "../ports/store.ts";

export interface LeasesOptions {
  readonly consumer: string;
  readonly channels: readonly string[];
  /** The channel that an event of this type has where a bus brings it by topic. */
  readonly topicOf: (type: string) => string | undefined;
  readonly bus: Bus;
  readonly owner: string;
  readonly store: Store;
}

/** Every partition that there is. */
export const everyPartition: ReadonlySet<number> = new Set(
  Array.from({ length: partitionCount }, (_, partition) => partition),
);

/**
 * The partitions that this process has of a consumer, and how far it has read them. Another may
 * have taken them over since; only a commit finds out, by the epoch that every move carries.
 */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #positions = new Map<string, Position>();
  #held: ReadonlySet<number> = new Set();
  #target: ReadonlySet<number> = new Set();
  /** Whether what is not in the target may still be in the store as ours. */
  #surplus = true;
  #sure = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /**
   * Whether the positions known are those in the store. They are not from a failure of which nobody
   * knows what it wrote: what was taken then is out of the feeds, so a slice taken meanwhile would
   * move the position past it.
   */
  get sure(): boolean {
    return this.#sure;
  }

  get partitions(): readonly number[] {
    return [...this.#held];
  }

  /** Partitions that this process has and is to give back. */
  get leaving(): ReadonlySet<number> {
    return this.#held.difference(this.#target);
  }

  get all(): Iterable<Position> {
    return this.#positions.values();
  }

  /** Sets which partitions this process is to have. @returns whether it has others now */
  aim(target: ReadonlySet<number>): boolean {
    if (!same(target, this.#target)) this.#surplus = true;
    this.#target = target;
    return !this.#sure || !same(target, this.#held);
  }

  /**
   * Gives back what is not to be ours and leases what is free of the rest.
   * @returns whether anything has changed
   * @throws when the store is away; `forget` then
   */
  async exchange(steal: boolean): Promise<boolean> {
    const { store, consumer, owner, channels } = this.#options;
    const target = this.#target;
    const before = this.#sure ? this.#held : undefined;
    const kept = [...this.#held].filter((partition) => target.has(partition));
    if (this.#surplus) {
      const partitions = [...everyPartition].filter((partition) => !target.has(partition));
      this.#held = new Set(kept);
      for (const [name, { partition }] of this.#positions) {
        if (!target.has(partition)) this.#positions.delete(name);
      }
      if (partitions.length > 0) await store.release({ consumer, owner, partitions });
      this.#surplus = this.#target !== target;
    }
    const partitions = [...target].filter((partition) => !this.#held.has(partition));
    if (partitions.length > 0) {
      const leased = await store.acquire({ consumer, channels, partitions, owner, steal });
      for (const each of leased) this.#positions.set(slot(each), each);
      this.#held = new Set([...kept, ...leased.map((each) => each.partition)]);
    }
    this.#sure = true;
    return before === undefined || !same(before, this.#held);
  }

  /** What is in the store may be different by now: `exchange` begins anew. */
  forget(): void {
    this.#sure = false;
    this.#surplus = true;
    this.#held = new Set();
    this.#positions.clear();
  }

  /** Whether a message that came by a channel is under one of these leases and was not handled before. */
  admits({ type, partition, position }: Recorded, channel: string): boolean {
    const held = this.#positions.get(slot({ channel, partition }));
    if (held === undefined || position <= held.position) return false;
    return held.ahead === undefined || position > this.#ahead(held.ahead, type);
  }

  holds(message: Recorded): boolean {
    return this.#of(message) !== undefined;
  }

  /** Where to read a channel; empty: there is nothing to read it for. */
  after(channel: string): Places {
    const places = new Map<number, number>();
    for (const held of this.#positions.values())
      if (held.channel === channel) places.set(held.partition, held.position);
    return places;
  }

  /** Moves everything on to where its channel has been looked at. */
  moves(scanned: Scanned): PositionMove[] {
    const moves: PositionMove[] = [];
    for (const held of this.#positions.values()) {
      const to = scanned.get(held.channel)?.(held.partition) ?? 0;
      if (to > held.position) moves.push({ ...held, to });
    }
    return moves;
  }

  /**
   * Moves that move nothing, for a commit that handles parked messages: it is refused when the
   * lease of their partition is another's by now.
   */
  fence(parked: readonly Recorded[], others: readonly PositionMove[]): PositionMove[] {
    const fences = new Map<string, PositionMove>();
    for (const message of parked) {
      const held = this.#of(message);
      if (held === undefined) continue;
      const moved = others.some((each) => slot(each) === slot(held));
      if (!moved) fences.set(slot(held), { ...held, to: held.position });
    }
    return [...fences.values()];
  }

  /** The moves are durable. */
  moved(moves: readonly PositionMove[]): void {
    for (const { to, ...held } of moves) {
      this.#positions.set(slot(held), { ...held, position: to });
    }
  }

  #ahead(ahead: ReadonlyMap<string, number>, type: string): number {
    const topic = this.#options.topicOf(type);
    return topic === undefined ? 0 : (ahead.get(topic) ?? 0);
  }

  #of(message: Recorded): Position | undefined {
    const channel = this.#options.bus.channelOf(message);
    return this.#positions.get(slot({ channel, partition: message.partition }));
  }
}

function slot({ channel, partition }: Pick<Position, "channel" | "partition">): string {
  return `${channel}/${partition}`;
}

function same(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}
