import { categoryOf, errorMessage, keyOf, upcast, type Decider, type Service } from "@waybill/kit";
import type { Emit, Finding } from "../findings.ts";
import type { Stream } from "../reading/streams.ts";
import type { LogEvent, StoredState } from "../sources.ts";
import { isSameJson, jsonDifference } from "./json-difference.ts";

/** What the events make of a stream. */
export interface Replayed {
  readonly state: unknown;
  readonly version: number;
  /** Tenant of the last event. */
  readonly tenant: string;
  /** Tenant of the first event: the stream is its. */
  readonly owner: string;
  /** An event could not be replayed, so that nothing can be said of the state. */
  readonly failed: boolean;
}

/** Rounding of a time that went through PostgreSQL's microseconds. */
const roundingMs = 1;

/**
 * O for streams: gapless versions, one tenant, and replaying the events gives exactly the stored snapshots.
 * T for their timers.
 */
export class Replay {
  readonly #service: Service;
  readonly #emit: Emit;

  constructor(service: Service, emit: Emit) {
    this.#service = service;
    this.#emit = emit;
  }

  /** Replays a stream that only its own events move. */
  stream(stream: Stream): Replayed | undefined {
    let replayed: Replayed | undefined;
    let atSnapshot: Replayed | undefined;
    for (const event of stream.events) {
      const expected = (replayed?.version ?? 0) + 1;
      if (event.version !== expected) {
        this.#find(
          stream.stream,
          "version-gap",
          `version ${event.version} (position ${event.position}) comes where version ${expected} has to`,
        );
      }
      replayed = this.apply(stream.stream, replayed, event);
      if (replayed.version === stream.stored?.version) atSnapshot = replayed;
    }
    if (stream.stored !== undefined)
      this.#compare(stream.stream, atSnapshot ?? replayed, stream.stored);
    this.#checkTimer(stream.stream, replayed, stream.stored);
    return replayed;
  }

  /** The stream after one more event. */
  apply(stream: string, before: Replayed | undefined, event: LogEvent): Replayed {
    const decider = this.#decider(stream);
    const key = keyOf(stream);
    const state = before === undefined ? decider?.initial(key) : before.state;
    // Counts what has come, so that one gap is one finding and not one for each event after it.
    const version =
      before === undefined || event.stream !== stream
        ? (before?.version ?? 0) + 1
        : Math.max(event.version, before.version + 1);
    const { tenant } = event;
    const owner = before?.owner ?? tenant;
    // One finding where another tenant's events begin.
    if (tenant !== owner && before?.tenant === owner && event.stream === stream)
      this.#find(
        stream,
        "tenant-differs",
        `${event.type} at position ${event.position} is of the tenant ${tenant}, the stream of ${owner}`,
      );
    const change = { key, tenant, time: event.time };
    try {
      const data = dataOf(this.#service, event);
      const after =
        decider === undefined ? state : decider.evolve(state, { type: event.type, data }, change);
      return { state: after, version, tenant, owner, failed: before?.failed ?? false };
    } catch (error) {
      this.#find(
        stream,
        "replay-failed",
        `${event.type} at position ${event.position} cannot be replayed: ${errorMessage(error)}`,
      );
      return { state, version, tenant, owner, failed: true };
    }
  }

  /** A stream that events of others move has its newest state stored with each of them. */
  touched(stream: string, replayed: Replayed | undefined, stored: StoredState | undefined): void {
    if (stored !== undefined) this.#compare(stream, replayed, stored);
    if (replayed !== undefined && stored?.state === undefined)
      this.#find(
        stream,
        "state-missing",
        `the log has ${replayed.version} events of it and no state is stored`,
      );
    this.#checkTimer(stream, replayed, stored);
  }

  /** Compares what the events up to a snapshot's version say with the snapshot. */
  #compare(stream: string, replayed: Replayed | undefined, stored: StoredState): void {
    if (replayed === undefined) {
      const what = stored.state === undefined ? "a timer" : `a state of version ${stored.version}`;
      this.#find(
        stream,
        "state-without-events",
        `${what} is stored and the log has no event of it`,
      );
    } else if (stored.state === undefined) {
      // Only a timer: the events say when it has to be.
    } else if (stored.version !== replayed.version) {
      this.#find(
        stream,
        "version-differs",
        `the stored version is ${stored.version}, the log makes ${replayed.version}`,
      );
    } else if (!replayed.failed && !isSameJson(replayed.state, stored.state)) {
      this.#find(
        stream,
        "state-differs",
        `the stored state is not what its ${replayed.version} events make: ${jsonDifference(replayed.state, stored.state)}`,
      );
    }
  }

  /** When the stream wants to be woken. */
  due(stream: string, replayed: Replayed | undefined): number | undefined {
    if (replayed === undefined || replayed.failed) return undefined;
    return this.#decider(stream)?.due(replayed.state);
  }

  #checkTimer(
    stream: string,
    replayed: Replayed | undefined,
    stored: StoredState | undefined,
  ): void {
    const due = this.due(stream, replayed);
    const timer = stored?.due;
    if (due === undefined || (timer !== undefined && timer <= due + roundingMs)) return;
    const service = this.#service.name;
    this.#emit({
      check: "T",
      problem: "timer-lost",
      service,
      stream,
      ...orderIn(stream),
      message: `it wants to be woken at ${iso(due)} and ${timer === undefined ? "has no timer" : `its timer is at ${iso(timer)}`}`,
    });
  }

  #decider(stream: string): Decider | undefined {
    return this.#service.deciders.get(categoryOf(stream));
  }

  #find(stream: string, problem: string, message: string): void {
    this.#emit({
      check: "O",
      problem,
      service: this.#service.name,
      stream,
      ...orderIn(stream),
      message,
    });
  }
}

/**
 * An event's data in the shape of its contract's present version.
 * @throws Error when it cannot be read
 */
export function dataOf(service: Service, event: LogEvent): unknown {
  if (event.unreadable !== undefined) throw new Error(event.unreadable);
  const contract = service.events.get(event.type);
  return contract === undefined ? event.data : upcast(contract, event.schemaVersion, event.data);
}

/** `{order}` when the stream is about one. */
export function orderIn(stream: string): Pick<Finding, "order"> {
  const key = keyOf(stream);
  return key.startsWith("ord_") ? { order: key } : {};
}

export function iso(time: number): string {
  const date = new Date(time);
  // What is stored may be no time at all.
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
