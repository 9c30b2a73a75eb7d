import type { Recorded } from "@waybill/kit";
import { TimeBuckets } from "./time-buckets.ts";

const stepMs = 1_000;
const steps = 10;

/** How many events of each type the services of this process commit, over the last ten seconds. */
export class EventRates {
  readonly #counts = new TimeBuckets({
    stepMs,
    count: steps + 1,
    make: () => new Map<string, number>(),
  });

  /** Events of one commit, which have one time. */
  record(events: readonly Recorded[]): void {
    const [first] = events;
    if (first === undefined) return;
    const counts = this.#counts.at(first.time);
    for (const { source, type } of events) {
      const name = `${source}/${type}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }

  /** @returns events a second by `source/type` */
  perSecond(now: number): ReadonlyMap<string, number> {
    const rates = new Map<string, number>();
    for (const counts of this.#counts.last(steps, now)) {
      for (const [name, count] of counts ?? [])
        rates.set(name, (rates.get(name) ?? 0) + (count * 1_000) / (steps * stepMs));
    }
    return rates;
  }
}
