import type { Recorded } from "@waybill/kit";
import { LatencyHistogram } from "./latency-histogram.ts";
import { TimeBuckets } from "./time-buckets.ts";

/** What happened to the orders of a tenant in some seconds. */
interface Tally {
  accepted: number;
  completed: number;
  cancelled: number;
  readonly reasons: Map<string, number>;
  /** By currency, in minor units: totals of orders that were completed. */
  readonly revenue: Map<string, number>;
  readonly confirmed: LatencyHistogram;
}

interface Placed {
  readonly time: number;
  readonly total: number;
  readonly currency: string;
  isCompleted: boolean;
}

export interface Reason {
  readonly reason: string;
  readonly count: number;
}

export interface Revenue {
  readonly amount: number;
  readonly currency: string;
}

export interface OrderFigures {
  readonly windowSeconds: number;
  readonly acceptedPerSecond: number;
  readonly completedPerSecond: number;
  readonly cancelledPerSecond: number;
  readonly confirmedP50Ms: number | null;
  readonly confirmedP99Ms: number | null;
  readonly accepted: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly reasons: readonly Reason[];
  readonly revenue: readonly Revenue[];
}

export interface OrderSeries {
  readonly from: number;
  readonly stepSeconds: number;
  readonly accepted: readonly number[];
  readonly completed: readonly number[];
  readonly cancelled: readonly number[];
  readonly confirmedP99Ms: readonly (number | null)[];
}

const stepMs = 5_000;
const seriesSteps = 180;
/** Rates and quantiles are of this long. */
const windowSteps = 3;
/** The last orders, as they were accepted; an older one counts without its latency and value. */
const remembered = 20_000;

/** Counts what the orders service of this process commits for one tenant, event by event. */
export class OrderMeter {
  readonly #tallies = new TimeBuckets<Tally>({ stepMs, count: seriesSteps + 1, make: emptyTally });
  readonly #placed = new Map<string, Placed>();
  readonly #since = emptyTally();

  record(event: Recorded): void {
    const tally = this.#tallies.at(event.time);
    for (const each of [tally, this.#since]) this.#count(each, event);
    const placed = this.#placed.get(event.stream);
    if (event.type === "OrderPlaced") this.#remember(event);
    else if (event.type === "OrderCompleted" && placed !== undefined) placed.isCompleted = true;
    else if (event.type === "OrderCancelled") this.#placed.delete(event.stream);
  }

  /** @param now milliseconds since 1970 */
  figures(now: number): OrderFigures {
    const recent = emptyTally();
    for (const tally of this.#tallies.last(windowSteps, now)) if (tally) add(recent, tally);
    const windowSeconds = (windowSteps * stepMs) / 1_000;
    const { accepted, completed, cancelled, reasons, revenue } = this.#since;
    return {
      windowSeconds,
      acceptedPerSecond: recent.accepted / windowSeconds,
      completedPerSecond: recent.completed / windowSeconds,
      cancelledPerSecond: recent.cancelled / windowSeconds,
      confirmedP50Ms: recent.confirmed.quantile(0.5) ?? null,
      confirmedP99Ms: recent.confirmed.quantile(0.99) ?? null,
      accepted,
      completed,
      cancelled,
      reasons: [...reasons].map(([reason, count]) => ({ reason, count })),
      revenue: [...revenue].map(([currency, amount]) => ({ amount, currency })),
    };
  }

  /** Orders a second over the last quarter of an hour. */
  series(now: number): OrderSeries {
    const tallies = this.#tallies.last(seriesSteps, now);
    const rate = (pick: (tally: Tally) => number): number[] =>
      tallies.map((tally) => (tally === undefined ? 0 : (pick(tally) * 1_000) / stepMs));
    return {
      from: (Math.floor(now / stepMs) - seriesSteps) * stepMs,
      stepSeconds: stepMs / 1_000,
      accepted: rate((tally) => tally.accepted),
      completed: rate((tally) => tally.completed),
      cancelled: rate((tally) => tally.cancelled),
      confirmedP99Ms: tallies.map((tally) => tally?.confirmed.quantile(0.99) ?? null),
    };
  }

  #count(tally: Tally, { type, data, stream, time }: Recorded): void {
    if (type === "OrderPlaced") tally.accepted += 1;
    else if (type === "OrderConfirmed") {
      const placed = this.#placed.get(stream);
      if (placed !== undefined) tally.confirmed.add(time - placed.time);
    } else if (type === "OrderCompleted") {
      tally.completed += 1;
      const placed = this.#placed.get(stream);
      if (placed !== undefined) more(tally.revenue, placed.currency, placed.total);
    } else if (type === "OrderCancelled") {
      tally.cancelled += 1;
      more(tally.reasons, (data as { readonly reason: string }).reason, 1);
      // Sent back after it had come to its end: it was neither completed nor paid for in the end.
      const placed = this.#placed.get(stream);
      if (placed?.isCompleted !== true || tally !== this.#since) return;
      tally.completed -= 1;
      more(tally.revenue, placed.currency, -placed.total);
    }
  }

  #remember({ stream, time, data }: Recorded): void {
    const { total, currency } = data as { readonly total: number; readonly currency: string };
    this.#placed.set(stream, { time, total, currency, isCompleted: false });
    if (this.#placed.size <= remembered) return;
    for (const oldest of this.#placed.keys()) {
      this.#placed.delete(oldest);
      if (this.#placed.size <= remembered * 0.9) return;
    }
  }
}

function emptyTally(): Tally {
  return {
    accepted: 0,
    completed: 0,
    cancelled: 0,
    reasons: new Map(),
    revenue: new Map(),
    confirmed: new LatencyHistogram(),
  };
}

function add(to: Tally, { accepted, completed, cancelled, confirmed }: Tally): void {
  to.accepted += accepted;
  to.completed += completed;
  to.cancelled += cancelled;
  to.confirmed.merge(confirmed);
}

function more(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
