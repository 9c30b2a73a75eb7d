import { sourceOf, topicChannel, type Bus, type Feed, type Recorded } from "@waybill/kit";
import type { DatabaseServer } from "./database-server.ts";
import type { ServiceDisk } from "./disk/service-disk.ts";
import type { Faults } from "./faults.ts";
import type { Machine } from "./machine.ts";
import type { Seed } from "./seed.ts";
import { SimulatedFeed } from "./simulated-feed.ts";
import type { Time } from "./time.ts";

/** Faults of the way from a log to its consumers. */
export const busFaults = {
  repeated: "message-repeated",
  late: "messages-late",
  notHandedOver: "hand-over-dropped",
  wakeUpLost: "wake-up-lost",
} as const;

export interface SimulatedBusOptions {
  readonly machine: Machine;
  readonly server: DatabaseServer;
  readonly disks: ReadonlyMap<string, ServiceDisk>;
  readonly time: Time;
  readonly faults: Faults;
  readonly seed: Seed;
  /** Reads topics as a broker gives them, each in its own time; else whole logs. */
  readonly byTopic?: boolean;
  /** Mean time until another process notices a commit, in milliseconds. */
  readonly noticeMs: number;
}

/** How long a consumer may hear nothing of a source, so that it hears later things of others first. */
const maxLateMs = 30_000;
const pollMs = 500;

/** A process's Bus: it reads the logs where they are, late, repeatedly, and in its own time. */
export class SimulatedBus implements Bus {
  readonly #options: SimulatedBusOptions;
  readonly #feeds = new Map<string, Set<SimulatedFeed>>();
  #looking = false;
  /** When it looks again for feeds that hear nothing until then, in milliseconds since 1970. */
  #looksAgainAt = Number.POSITIVE_INFINITY;

  constructor(options: SimulatedBusOptions) {
    this.#options = options;
    for (const [source, disk] of options.disks) {
      this.#feeds.set(source, new Set());
      const end = disk.follow(() => {
        if ((this.#feeds.get(source)?.size ?? 0) > 0) this.#lookSoon();
      });
      options.machine.onCrash(end);
    }
  }

  channelOf({ source, type }: Parameters<Bus["channelOf"]>[0]): string {
    const { byTopic = false, disks } = this.#options;
    const contract = byTopic ? disks.get(source)?.service.events.get(type) : undefined;
    return contract === undefined ? source : topicChannel(contract);
  }

  subscribe(request: Parameters<Bus["subscribe"]>[0]): Feed {
    const { disks, machine, faults, seed } = this.#options;
    const source = sourceOf(request.channel);
    const disk = disks.get(source);
    const feeds = this.#feeds.get(source);
    if (disk === undefined || feeds === undefined)
      throw new Error(`the bus knows no service ${source}`);
    const feed = new SimulatedFeed({
      ...request,
      log: disk.streams.log,
      goesBack: () => (faults.strikes(busFaults.repeated) ? seed.int(1, 20) : 0),
      look: () => this.#lookSoon(),
      ready: () => machine.deliver(request.ready),
      closed: (closed) => feeds.delete(closed),
    });
    feeds.add(feed);
    this.#lookSoon();
    return feed;
  }

  committed(source: string, events: readonly Recorded[]): void {
    const { faults } = this.#options;
    for (const feed of this.#feeds.get(source) ?? []) {
      if (faults.strikes(busFaults.notHandedOver)) continue;
      feed.hand(events);
    }
  }

  close(): Promise<void> {
    for (const feeds of this.#feeds.values()) feeds.clear();
    return Promise.resolve();
  }

  #lookSoon(): void {
    if (this.#looking) return;
    this.#looking = true;
    const { time, seed, faults, noticeMs } = this.#options;
    const lost = faults.strikes(busFaults.wakeUpLost);
    time.after(seed.delay(noticeMs) + (lost ? pollMs : 0), () => {
      this.#looking = false;
      this.#look();
    });
  }

  #look(): void {
    const { machine, server, time, faults, seed } = this.#options;
    if (machine.isDead) return;
    if (!server.isUp) {
      this.#looking = true;
      time.after(pollMs, () => {
        this.#looking = false;
        this.#look();
      });
      return;
    }
    let again = Number.POSITIVE_INFINITY;
    for (const feeds of this.#feeds.values()) {
      for (const feed of feeds) {
        if (feed.lateUntil <= time.now && feed.isBehind && faults.strikes(busFaults.late))
          feed.lateUntil = time.now + seed.int(50, maxLateMs);
        if (feed.lateUntil <= time.now) feed.look();
        else again = Math.min(again, feed.lateUntil);
      }
    }
    this.#lookAgain(again);
  }

  #lookAgain(at: number): void {
    const { time } = this.#options;
    if (at >= this.#looksAgainAt) return;
    this.#looksAgainAt = at;
    time.after(at - time.now, () => {
      this.#looksAgainAt = Number.POSITIVE_INFINITY;
      this.#lookSoon();
    });
  }
}
