import {
  HttpError,
  route,
  type Clock,
  type ConsumerGroup,
  type ConsumerPause,
  type Readiness,
  type Route,
} from "@waybill/kit";
import Type from "typebox";
import type { EventRates } from "../ops/overview/event-rates.ts";
import type { WatchedRuntime } from "../system/watched-service.ts";
import type { SpanRecord } from "../telemetry/span-record.ts";
import type { Outbox, Part } from "./outbox.ts";

/** What a process that runs one service tells of it. All of it can be written as JSON. */
export interface ServiceReport {
  readonly inboxes: readonly {
    readonly consumer: string;
    readonly isPaused: boolean;
    readonly pausedBy?: ConsumerPause | undefined;
    readonly lag: ReturnType<WatchedRuntime["inboxes"][number]["lag"]>;
  }[];
  readonly activities: readonly {
    readonly name: string;
    readonly breaker: "closed" | "half-open" | "open";
  }[];
  /** By consumer: its members in all processes. */
  readonly groups: readonly (readonly [string, ConsumerGroup])[];
  /** By `source/type`: events a second that this process commits. */
  readonly rates: readonly (readonly [string, number])[];
}

/** What it tells the gateway, which asks once a second. */
export interface ProcessReport {
  readonly process: string;
  readonly ready: Readiness;
  readonly service: ServiceReport;
  /** Of its log, as they were written, since the gateway asked the last time. */
  readonly lines: Part<string>;
  readonly spans: Part<SpanRecord>;
}

export const reportPath = "/internal/report";
const mostLines = 2_000;
const mostSpans = 2_000;

export interface Told {
  readonly process: string;
  readonly runtime: WatchedRuntime;
  readonly rates: EventRates;
  readonly clock: Clock;
  readonly lines: Outbox<string>;
  readonly spans: Outbox<SpanRecord>;
  readonly ready: () => Promise<Readiness>;
}

/** For the gateway, by the key that the processes of one installation have. */
export function reportRoute(told: Told): Route {
  const number = Type.Integer({ minimum: 0 });
  return route({
    method: "GET",
    path: reportPath,
    operationId: "reportProcess",
    summary: "What this process tells the gateway of itself",
    tag: "Internal",
    roles: ["operator"],
    query: Type.Object({ lines: number, spans: number }, { additionalProperties: false }),
    responses: { 200: Type.Unknown() },
    async handle({ query, context: { principal } }) {
      if (principal.keyId !== "internal") {
        throw new HttpError("not-found", "There is nothing here for a key of the API.", {
          status: 404,
        });
      }
      const body: ProcessReport = {
        process: told.process,
        ready: await told.ready(),
        service: reportOf(told.runtime, told.rates.perSecond(told.clock.now())),
        lines: told.lines.after(query.lines, mostLines),
        spans: told.spans.after(query.spans, mostSpans),
      };
      return { status: 200, body };
    },
  });
}

function reportOf(runtime: WatchedRuntime, rates: ReadonlyMap<string, number>): ServiceReport {
  return {
    inboxes: runtime.inboxes.map((inbox) => ({
      consumer: inbox.consumer,
      isPaused: inbox.isPaused,
      pausedBy: inbox.pausedBy,
      lag: inbox.lag(),
    })),
    activities: runtime.activities.map(({ name, breaker }) => ({ name, breaker: breaker.state })),
    groups: [...runtime.groups],
    rates: [...rates],
  };
}
