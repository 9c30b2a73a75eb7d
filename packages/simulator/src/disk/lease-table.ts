import {
  Fenced,
  sourceOf,
  type Commit,
  type ConsumerGroup,
  type ConsumerPause,
  type Member,
  type MemberReport,
  type Position,
  type Store,
} from "@waybill/kit";

interface Held {
  readonly consumer: string;
  readonly channel: string;
  readonly partition: number;
  position: number;
  epoch: number;
  owner: string | undefined;
  /** False: another bus reads the log in the other way now. */
  current: boolean;
}

interface Joined {
  readonly joinedAt: number;
  readonly leaseUntil: number;
  readonly report: MemberReport;
}

type Beat = Parameters<Store["beat"]>[0];
type Acquire = Parameters<Store["acquire"]>[0];
type Release = Parameters<Store["release"]>[0];

const forgottenMs = 60_000;

/** Who shares the consumers of a service, who has which partition, and how far it has been read. */
export class LeaseTable {
  readonly #held = new Map<string, Held>();
  readonly #members = new Map<string, Map<string, Joined>>();
  readonly #pauses = new Map<string, ConsumerPause>();

  get positions(): readonly (Position & { readonly current: boolean })[] {
    return [...this.#held.values()];
  }

  /** @throws {Fenced} when a position or an epoch is not what the commit takes it for */
  check(moves: Commit["positions"]): void {
    for (const { consumer, channel, partition, position, epoch } of moves) {
      const held = this.#held.get(slot(consumer, channel, partition));
      if (held === undefined || held.position !== position || held.epoch !== epoch)
        throw new Fenced(`${consumer} of ${channel}/${partition}`);
    }
  }

  apply(moves: Commit["positions"]): void {
    for (const { consumer, channel, partition, to } of moves) {
      const held = this.#held.get(slot(consumer, channel, partition));
      if (held !== undefined) held.position = to;
    }
  }

  beat({ owner, consumers, ttlMs }: Beat, now: number): ReadonlyMap<string, ConsumerGroup> {
    const groups = new Map<string, ConsumerGroup>();
    for (const [consumer, report] of consumers) {
      const members = this.#members.get(consumer) ?? new Map<string, Joined>();
      this.#members.set(consumer, members);
      const mine = members.get(owner);
      const joinedAt = mine === undefined || mine.leaseUntil < now ? now : mine.joinedAt;
      members.set(owner, { joinedAt, leaseUntil: now + ttlMs, report });
      for (const [name, { leaseUntil }] of members)
        if (leaseUntil < now - forgottenMs) members.delete(name);
      const alive = [...members].filter(([, { leaseUntil }]) => leaseUntil >= now);
      alive.sort(([a, x], [b, y]) => x.joinedAt - y.joinedAt || (a < b ? -1 : 1));
      groups.set(consumer, {
        members: alive.map(([name, joined]) => memberOf(name, joined, ttlMs)),
        pause: this.#pauses.get(consumer),
      });
    }
    return groups;
  }

  pause(consumer: string, pause: ConsumerPause): ConsumerPause {
    const inForce = this.#pauses.get(consumer) ?? pause;
    this.#pauses.set(consumer, inForce);
    return inForce;
  }

  resume(consumer: string): void {
    this.#pauses.delete(consumer);
  }

  acquire(
    { consumer, channels, partitions, owner, steal }: Acquire,
    now: number,
  ): readonly Position[] {
    const members = this.#members.get(consumer);
    if (steal) for (const name of members?.keys() ?? []) if (name !== owner) members?.delete(name);
    const leased: Position[] = [];
    const isFree = (held: Held): boolean =>
      steal || held.owner === undefined || held.owner === owner || !this.#isLive(held, now);
    for (const partition of partitions) {
      const others = channels.flatMap((channel) =>
        this.#readOtherwise(consumer, channel, partition),
      );
      if (!others.every(isFree)) continue;
      for (const other of others) fence(other);
      const taken = channels.flatMap((channel) => {
        const held = this.#slot(consumer, channel, partition);
        if (!isFree(held)) return [];
        held.epoch += 1;
        held.owner = owner;
        held.current = true;
        return [this.#leased(held)];
      });
      if (taken.length === channels.length) leased.push(...taken);
    }
    return leased;
  }

  /** What is known of the same log from a bus that reads it in the other way: as a whole, or by topic. */
  #readOtherwise(consumer: string, channel: string, partition: number): readonly Held[] {
    const log = sourceOf(channel);
    return [...this.#held.values()].filter(
      (held) =>
        held.consumer === consumer &&
        held.partition === partition &&
        sourceOf(held.channel) === log &&
        (held.channel === log) !== (channel === log),
    );
  }

  /** A topic begins where the whole log was read to, a log knows which topics were read further. */
  #leased(held: Held): Position {
    const { consumer, channel, partition, epoch } = held;
    const others = this.#readOtherwise(consumer, channel, partition);
    if (channel !== sourceOf(channel))
      held.position = Math.max(held.position, ...others.map(({ position }) => position));
    const { position } = held;
    const ahead = others.filter(
      (other) => channel === sourceOf(channel) && other.position > position,
    );
    return {
      consumer,
      channel,
      partition,
      position,
      epoch,
      ...(ahead.length === 0
        ? {}
        : { ahead: new Map(ahead.map((other) => [other.channel, other.position])) }),
    };
  }

  release({ consumer, partitions, owner }: Release): void {
    for (const held of this.#held.values()) {
      const given = held.consumer === consumer && partitions.includes(held.partition);
      if (given && held.owner === owner) held.owner = undefined;
    }
  }

  leave(owner: string): void {
    for (const held of this.#held.values()) if (held.owner === owner) held.owner = undefined;
    for (const members of this.#members.values()) members.delete(owner);
  }

  #isLive({ consumer, owner }: Held, now: number): boolean {
    const member = owner === undefined ? undefined : this.#members.get(consumer)?.get(owner);
    return member !== undefined && member.leaseUntil >= now;
  }

  #slot(consumer: string, channel: string, partition: number): Held {
    const name = slot(consumer, channel, partition);
    const known = this.#held.get(name);
    if (known !== undefined) return known;
    const made: Held = {
      consumer,
      channel,
      partition,
      position: 0,
      epoch: 0,
      owner: undefined,
      current: true,
    };
    this.#held.set(name, made);
    return made;
  }
}

/** Refuses whatever its owner still tries to write. */
function fence(held: Held): void {
  if (!held.current) return;
  held.current = false;
  held.owner = undefined;
  held.epoch += 1;
}

function memberOf(owner: string, { leaseUntil, ...joined }: Joined, ttlMs: number): Member {
  return { owner, ...joined, beatAt: leaseUntil - ttlMs };
}

function slot(consumer: string, channel: string, partition: number): string {
  return `${consumer} ${channel}/${partition}`;
}
