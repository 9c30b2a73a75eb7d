import type { ConsumerGroup, ConsumerPause } from "@waybill/kit";
import { lagByChannel, totalLag } from "../system/lag-by-channel.ts";
import type { RunningService } from "../system/running-service.ts";
import type { WatchedInbox, WatchedRuntime } from "../system/watched-service.ts";
import type { ServiceReport } from "./process-report.ts";

type BreakerState = "closed" | "half-open" | "open";

/** The processes that run a service, as one: what they report is added up. */
export class ReportedRuntime implements WatchedRuntime {
  readonly service: WatchedRuntime["service"];
  /** Never started: for the names of what there is, and for pauses, which go by way of the database. */
  readonly #own: RunningService["runtime"];
  readonly #reports: () => readonly ServiceReport[];

  constructor(own: RunningService["runtime"], reports: () => readonly ServiceReport[]) {
    this.service = own.service;
    this.#own = own;
    this.#reports = reports;
  }

  get inboxes(): readonly WatchedInbox[] {
    const reports = this.#reports();
    const consumers = new Set([
      ...this.#own.inboxes.map(({ consumer }) => consumer),
      // With a broker each service has one more, which publishes its log.
      ...reports.flatMap(({ inboxes }) => inboxes.map(({ consumer }) => consumer)),
    ]);
    return [...consumers].map((consumer) => {
      const told = reports.flatMap(({ inboxes }) =>
        inboxes.filter((each) => each.consumer === consumer),
      );
      const lags = lagByChannel(told.flatMap(({ lag }) => lag));
      return {
        consumer,
        isPaused: told.some(({ isPaused }) => isPaused),
        pausedBy: told.find(({ pausedBy }) => pausedBy !== undefined)?.pausedBy,
        backlog: totalLag(lags.values()),
        lag: () => [...lags.values()],
      };
    });
  }

  get activities(): WatchedRuntime["activities"] {
    const told = this.#reports().flatMap(({ activities }) => activities);
    return this.#own.activities.map(({ name }) => {
      const states = told.filter((each) => each.name === name).map(({ breaker }) => breaker);
      return { name, breaker: { state: worst(states) } };
    });
  }

  /** Each process reads them from the database, with its own beat: any of them knows all. */
  get groups(): ReadonlyMap<string, ConsumerGroup> {
    const [report] = this.#reports();
    return new Map(
      report?.groups.map(([consumer, { members, pause }]) => [consumer, { members, pause }]),
    );
  }

  pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause> {
    return this.#own.pause(consumer, pause);
  }

  resume(consumer: string): Promise<void> {
    return this.#own.resume(consumer);
  }
}

/** Events a second of all processes together. */
export function sumOfRates(reports: readonly ServiceReport[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [name, rate] of reports.flatMap(({ rates }) => rates))
    sums.set(name, (sums.get(name) ?? 0) + rate);
  return sums;
}

function worst(states: readonly BreakerState[]): BreakerState {
  if (states.includes("open")) return "open";
  return states.includes("half-open") ? "half-open" : "closed";
}
