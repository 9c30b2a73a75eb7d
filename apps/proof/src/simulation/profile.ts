import type { WebhookMode } from "@waybill/payments";
import { busFaults, linkFaults, Seed, type FaultRates } from "@waybill/simulator";
import { foreignMessage, foreignRate } from "./foreign/foreign-rate.ts";
import { outsideFaults } from "./outside/outside.ts";
import type { ShopTiming } from "./processes/shop-modules.ts";

/** How the shop is deployed. */
export interface Topology {
  /** All services in one process, as `waybill up`; else each in processes of its own. */
  readonly alone: boolean;
  /** Processes of each service. */
  readonly replicas: number;
  readonly maxBatch: number;
  /** Mean time of one way to the database, in milliseconds. */
  readonly latencyMs: number;
  /** Mean time until another process notices a commit, in milliseconds. */
  readonly noticeMs: number;
  /** Messages come by topic, as a broker brings them: in order within each, in any order across. */
  readonly byTopic: boolean;
  /** Mails go through a mail server, else to the outbox. */
  readonly smtp: boolean;
  /** What the provider tells of its own accord. */
  readonly webhooks: WebhookMode;
}

/** What kind of world a seed makes. */
export interface Profile {
  readonly topology: Topology;
  readonly timing: ShopTiming;
  readonly carrier: { readonly dispatchMs: number; readonly deliverMs: number };
  readonly faults: FaultRates;
  readonly customers: {
    /** Orders a second. */
    readonly rate: number;
    readonly skus: number;
    /** Units in stock at the start for each that will be wanted, about. */
    readonly plenty: number;
    /** Of those who have paid, how many get some of it back. */
    readonly refunds?: number;
    /** Of the mails, how many are sent once more. */
    readonly resends?: number;
    /** Of the orders, how many an operator enters as a gift. */
    readonly free?: number;
  };
}

/** Faults that the world itself brings on, from time to time. */
export const worldFaults = {
  crash: "process-crash",
  pause: "process-paused-past-its-lease",
  clock: "clock-jump",
  restart: "database-restart",
  full: "disk-full",
  rebalance: "rebalance",
  poison: "handler-throws",
  providerOutage: "provider-outage",
  carrierOutage: "carrier-outage",
  mailOutage: "mail-outage",
  mixed: "old-release-meets-new-event",
  oldRead: "new-release-reads-old-event",
} as const;

/** A consumer that a person has paused for a while, and resumed. */
export const consumerPaused = "consumer-paused";

/** For each second of the world. It draws for itself, as it came after the others. */
function pauseRate(seed: number): number {
  return new Seed(seed).fork(consumerPaused).pick([0, 0, 0.01, 0.05]);
}

const outside = ["provider", "carrier", "mail"] as const;

/** Every fault, with how probable it is at most each time that it could strike. */
const most: FaultRates = {
  [linkFaults.refused]: 0.01,
  [linkFaults.replyLost]: 0.03,
  [linkFaults.crashBefore]: 0.004,
  [linkFaults.crashAfter]: 0.004,
  [linkFaults.late]: 0.002,
  [busFaults.repeated]: 0.2,
  [busFaults.late]: 0.03,
  [busFaults.notHandedOver]: 0.2,
  [busFaults.wakeUpLost]: 0.1,
  ...Object.fromEntries(
    outside.flatMap((name) => {
      const { error, slow, hangs, repeated, replyLost, crash } = outsideFaults(name);
      return [
        [error, 0.08],
        [slow, 0.03],
        [hangs, 0.02],
        [repeated, 0.1],
        [replyLost, 0.05],
        [crash, 0.004],
      ];
    }),
  ),
  ...Object.fromEntries(
    ["provider", "carrier"].flatMap((name) => [
      [`${name}-webhook-late`, 0.1],
      [`${name}-webhook-repeated`, 0.2],
    ]),
  ),
  // Each second of the world.
  [worldFaults.crash]: 0.05,
  [worldFaults.pause]: 0.03,
  [worldFaults.clock]: 0.03,
  [worldFaults.restart]: 0.02,
  [worldFaults.full]: 0.01,
  [worldFaults.rebalance]: 0.05,
  [worldFaults.poison]: 0.02,
  [worldFaults.providerOutage]: 0.01,
  [worldFaults.carrierOutage]: 0.01,
  [worldFaults.mailOutage]: 0.01,
  // Each time that a process starts.
  [worldFaults.mixed]: 0.5,
};

/**
 * The usual, and in one of ten draws each of the others: those make small batches, which cost several times as much an
 * order.
 */
function mostly(usual: number, others: readonly number[]): readonly number[] {
  return [...others, ...Array.from({ length: 10 - others.length }, () => usual)];
}

/** The names of all faults. */
export const faultNames: readonly string[] = [...Object.keys(most), foreignMessage, consumerPaused];

export interface ProfileOptions {
  /** Only these faults; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/**
 * What a seed makes of the world. Rare states are made common: few SKUs with little stock, tiny batches,
 * short reservations, and in each world some faults often and others never.
 */
export function profileOf(seed: number, { only }: ProfileOptions = {}): Profile {
  const draw = new Seed(seed ^ 0x5eed);
  const alone = draw.chance(0.5);
  const faults = Object.fromEntries(
    Object.entries(most).map(([name, rate]) => {
      const level = draw.pick([0, 0.1, 0.5, 1]) * rate;
      return [name, only === undefined || only.has(name) ? level : 0];
    }),
  );
  const foreign = only === undefined || only.has(foreignMessage) ? foreignRate(seed) : 0;
  const paused = only === undefined || only.has(consumerPaused) ? pauseRate(seed) : 0;
  return {
    topology: {
      alone,
      replicas: alone ? 1 : draw.int(1, 3),
      maxBatch: draw.pick(mostly(1_000, [2, 20])),
      latencyMs: draw.pick([0.3, 1, 5]),
      noticeMs: draw.pick([2, 20, 100]),
      byTopic: draw.chance(0.4),
      smtp: draw.chance(0.5),
      webhooks: draw.pick(["all", "unanswered"]),
    },
    timing: { reservationTtlMs: draw.pick([10_000, 60_000, 30 * 60_000]) },
    carrier: { dispatchMs: draw.pick([20, 500, 5_000]), deliverMs: draw.pick([100, 5_000]) },
    faults: { ...faults, [foreignMessage]: foreign, [consumerPaused]: paused },
    customers: {
      rate: draw.pick(mostly(5_000, [30, 200, 1_000])),
      skus: draw.pick([2, 10, 100]),
      plenty: draw.pick([0.3, 1, 10, 10]),
      // Drawn apart from all else, which came before it.
      refunds: new Seed(seed ^ 0x4ef).pick([0, 0.02, 0.2]),
      resends: new Seed(seed).fork("resends").pick([0, 0, 0.02, 0.2]),
      free: new Seed(seed).fork("free").pick([0, 0.02, 0.2]),
    },
  };
}
