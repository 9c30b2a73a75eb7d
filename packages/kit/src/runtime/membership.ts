import { errorMessage } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConsumerGroup, ConsumerPause, MemberReport, Store } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Inbox } from "./inbox.ts";
import { everyPartition } from "./leases.ts";

export interface MembershipOptions {
  readonly service: string;
  readonly owner: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly inboxes: readonly Inbox[];
}

/** A process that is silent for longer is taken for dead, and its partitions are shared out. */
const leaseMs = 5_000;
/** How soon the others notice who has come, and who has gone. */
const beatMs = 1_000;

/**
 * Shares the partitions of a service's consumers among its live processes. Each says regularly
 * that it is alive, reads who else is, and from that list all compute the same shares: a process
 * gives back what is another's and takes what is its own as soon as it is free.
 */
export class Membership {
  readonly #options: MembershipOptions;
  #cancel: () => void = () => undefined;
  #left = false;
  #groups: ReadonlyMap<string, ConsumerGroup> = new Map();

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /**
   * Resolves when this process has what it can have of its share for now.
   * @param steal take everything from whoever has it: no other process can be alive
   */
  async join(steal: boolean): Promise<void> {
    const { inboxes } = this.#options;
    if (inboxes.length === 0) return;
    // First, so that its leases count from the moment when it has them.
    const shares = await this.#shares();
    for (const inbox of inboxes) {
      await (steal
        ? inbox.assign(everyPartition, true)
        : inbox.assign(shares.get(inbox.consumer) ?? nothing));
    }
    this.#beatLater();
  }

  /** The consumers as they were at the last beat, with what their members in all processes said then. */
  get groups(): ReadonlyMap<string, ConsumerGroup> {
    return this.#groups;
  }

  /**
   * Has a consumer of this service take nothing until it is resumed: here at once, in other processes
   * with their next beat. @returns the pause in force, which may be an earlier one
   * @throws when the store is away
   */
  async pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause> {
    const inForce = await this.#options.store.pause(consumer, pause);
    this.#heard(consumer, inForce);
    return inForce;
  }

  async resume(consumer: string): Promise<void> {
    await this.#options.store.resume(consumer);
    this.#heard(consumer, undefined);
  }

  /** Gives everything back. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#cancel();
    const { store, owner, inboxes } = this.#options;
    // When the database is away the leases lapse by themselves.
    if (inboxes.length > 0) await store.leave(owner).catch(() => undefined);
  }

  #beatLater(): void {
    if (this.#left) return;
    this.#cancel = this.#options.clock.after(beatMs, () => {
      void this.#beat().finally(() => {
        this.#beatLater();
      });
    });
  }

  async #beat(): Promise<void> {
    const { inboxes, telemetry, service } = this.#options;
    try {
      const shares = await this.#shares();
      for (const inbox of inboxes) void inbox.assign(shares.get(inbox.consumer) ?? nothing);
    } catch (error) {
      telemetry.log.warn({ service }, `cannot renew the leases: ${errorMessage(error)}`);
    }
  }

  async #shares(): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
    const { store, owner, inboxes } = this.#options;
    const consumers = new Map(inboxes.map((inbox) => [inbox.consumer, reportOf(inbox)]));
    this.#groups = await store.beat({ owner, consumers, ttlMs: leaseMs });
    for (const inbox of inboxes) inbox.pausedBy = this.#groups.get(inbox.consumer)?.pause;
    return new Map(
      [...this.#groups].map(([consumer, { members }]) => [
        consumer,
        shareOf(
          members.map((member) => member.owner),
          owner,
        ),
      ]),
    );
  }

  #heard(consumer: string, pause: ConsumerPause | undefined): void {
    const members = this.#groups.get(consumer)?.members ?? [];
    this.#groups = new Map([...this.#groups, [consumer, { members, pause }]]);
    for (const inbox of this.#options.inboxes)
      if (inbox.consumer === consumer) inbox.pausedBy = pause;
  }
}

function reportOf(inbox: Inbox): MemberReport {
  return {
    lag: inbox.lag(),
    parkedKeys: inbox.parkedKeyCount,
    ...inbox.killSwitch.totals,
    isPaused: inbox.isPaused,
  };
}

const nothing: ReadonlySet<number> = new Set();

/**
 * Which partitions a member reads. They are dealt out in turn, so that shares differ by one at most.
 * @param members in the order in which they joined, so that a newcomer moves as little as possible
 */
export function shareOf(members: readonly string[], owner: string): ReadonlySet<number> {
  const rank = members.indexOf(owner);
  return new Set([...everyPartition].filter((partition) => partition % members.length === rank));
}
