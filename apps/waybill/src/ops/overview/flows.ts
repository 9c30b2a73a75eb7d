import { sourceOf, type Contract, type Service } from "@waybill/kit";
import type { WatchedService } from "../../system/watched-service.ts";

/** What one service hears of another. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly consumer: string;
  readonly topics: readonly string[];
  /** Events a second that the other announces. */
  readonly perSecond: number;
  /** Messages not yet handled, and the age of the oldest in seconds. */
  readonly lag: number;
  readonly oldestSeconds: number;
}

/** A call to the outside world, and how it goes. */
export interface ActivityState {
  readonly name: string;
  readonly breaker: "closed" | "half-open" | "open";
  readonly lag: number;
}

export interface ServiceState {
  readonly name: string;
  readonly status: "ok" | "degraded";
  /** Why it is degraded, in words; empty when it is not. */
  readonly reasons: readonly string[];
  readonly eventsPerSecond: number;
  readonly activities: readonly ActivityState[];
}

type Rates = ReadonlyMap<string, number>;

/** The services of this process and how they are, with what each commits a second. */
export function serviceStates(
  running: readonly WatchedService[],
  rates: Rates,
): readonly ServiceState[] {
  return running.map(({ runtime }) => {
    const { name } = runtime.service;
    const activities = runtime.activities.map((activity) => ({
      name: activity.name,
      breaker: activity.breaker.state,
      lag: backlogOf(runtime, `${name}.${activity.name}`),
    }));
    const reasons = [
      ...activities
        .filter(({ breaker }) => breaker !== "closed")
        .map((each) => `${each.name}: the circuit breaker is ${each.breaker}`),
      ...runtime.inboxes
        .filter(({ isPaused }) => isPaused)
        .map(({ consumer }) => `${consumer} is paused: most of its messages fail`),
    ];
    const status = reasons.length === 0 ? "ok" : "degraded";
    return { name, status, reasons, eventsPerSecond: ratesOf(name, rates), activities };
  });
}

/** Who hears what of whom, with rates and lags. A service's own events are its activities' affair. */
export function flows(running: readonly WatchedService[], rates: Rates): readonly Flow[] {
  return running.flatMap(({ runtime }) => {
    const { service } = runtime;
    const inbox = runtime.inboxes.find(({ consumer }) => consumer === service.name);
    const lags = inbox?.lag() ?? [];
    return [...Map.groupBy(heardBy(service), ({ source }) => source)].map(([from, contracts]) => {
      const mine = lags.filter(({ channel }) => sourceOf(channel) === from);
      return {
        from,
        to: service.name,
        consumer: service.name,
        topics: [...new Set(contracts.map(({ topic }) => topic))],
        perSecond: contracts.reduce(
          (sum, { type }) => sum + (rates.get(`${from}/${type}`) ?? 0),
          0,
        ),
        lag: mine.reduce((sum, { messages }) => sum + messages, 0),
        oldestSeconds: Math.max(0, ...mine.map(({ seconds }) => seconds)),
      };
    });
  });
}

/** Contracts of other services that a service reacts to or shows. */
export function heardBy(service: Service): readonly Contract[] {
  const heard = [
    ...service.reactions.map(({ on }) => on),
    ...service.views.flatMap((view) => (view.kind === "message" ? view.on : [])),
  ];
  const unique = new Map(
    heard.map((contract) => [`${contract.source}/${contract.type}`, contract]),
  );
  return [...unique.values()].filter(({ source }) => source !== service.name);
}

function backlogOf(runtime: WatchedService["runtime"], consumer: string): number {
  return runtime.inboxes.find((inbox) => inbox.consumer === consumer)?.backlog.messages ?? 0;
}

function ratesOf(service: string, rates: Rates): number {
  let sum = 0;
  for (const [name, rate] of rates) if (name.startsWith(`${service}/`)) sum += rate;
  return sum;
}
