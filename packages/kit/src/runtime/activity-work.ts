import type { Activity } from "../concepts/activity.ts";
import type { Command } from "../concepts/decider.ts";
import type { Clock } from "../ports/clock.ts";
import type { Park, Repark } from "../ports/store.ts";
import type { Telemetry, Who } from "../telemetry/telemetry.ts";
import { causedBy, serviceOf } from "../telemetry/work-span.ts";
import type { Call, Outcome } from "./activity-calls.ts";
import type { Inbox, Slice } from "./inbox.ts";
import { saysOfOthers } from "./kill-switch.ts";
import type { Unit, Work } from "./work.ts";

/** What one commit writes of the calls of an activity. */
export interface Round {
  /** Settled by this commit; further rounds are beside it. */
  readonly slice: Slice | undefined;
  readonly outcomes: readonly Outcome[];
  /** Calls that go on by themselves. */
  readonly detached: readonly Call[];
  /** Messages that wait for others of their key. */
  readonly parks: readonly Park[];
}

export interface RoundOptions {
  readonly activity: Activity;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** The round is durable, or it is not and never will be. */
  readonly settled: (error: unknown) => void;
}

interface Changes {
  readonly parked: string[];
  readonly unparked: string[];
  failures: number;
}

/** Turns a round of calls into the work of one batch. */
export function workOf(round: Round, options: RoundOptions): Work {
  const { inbox, settled } = options;
  const { outcomes, detached, slice } = round;
  const changes: Changes = { parked: [], unparked: [], failures: 0 };
  const { parks, reparks, failures } = writtenOff(round, options);
  const units = outcomes.flatMap((outcome) =>
    "error" in outcome ? [] : [unitOf(outcome, outcome.command, { ...options, changes })],
  );
  const parkedBefore = [...outcomes, ...detached]
    .filter((each) => each.parked)
    .map((each) => each.message);
  const moves = slice?.moves ?? [];
  return {
    units,
    positions: [...moves, ...inbox.fence(parkedBefore, moves)],
    parks,
    reparks,
    begin: () => {
      changes.parked.length = 0;
      changes.unparked.length = 0;
      changes.failures = 0;
      for (const outcome of outcomes) if (!("error" in outcome)) outcome.span?.begin();
    },
    settled: (error) => {
      for (const { span } of outcomes) span?.end(error);
      if (error === undefined) {
        const all = {
          parked: [...parks.map((park) => park.key), ...changes.parked],
          unparked: changes.unparked,
          failures: failures + changes.failures,
          handled: outcomes.length,
        };
        if (slice === undefined) inbox.noted(all);
        else inbox.committed(slice, all);
      }
      settled(error);
    },
  };
}

/** What is written of the calls that failed, that go on by themselves, and that have yet to be made. */
function writtenOff(
  { outcomes, detached, parks: behind }: Round,
  options: RoundOptions,
): {
  readonly parks: readonly Park[];
  readonly reparks: readonly Repark[];
  readonly failures: number;
} {
  const { activity, telemetry, clock } = options;
  const { parking } = options.inbox;
  const parks: Park[] = [];
  const reparks: Repark[] = [];
  let failures = 0;
  for (const outcome of outcomes) {
    if (!("error" in outcome)) continue;
    if (saysOfOthers(outcome.error)) failures += 1;
    outcome.span?.note(outcome.error);
    telemetry.messageFailed(whoIs(options), outcome.message, outcome.error);
    const park = parking.park(outcome.message, outcome.error, outcome.attempt);
    (outcome.parked ? reparks : parks).push(park);
  }
  const until = clock.now() + activity.policy.timeoutMs * 2;
  for (const call of detached) {
    (call.parked ? reparks : parks).push(parking.detach(call.message, call.attempt, until));
  }
  return { parks: [...parks, ...behind], reparks, failures };
}

function whoIs({ inbox, activity }: Pick<RoundOptions, "inbox" | "activity">): Who {
  return { service: serviceOf(inbox.consumer), consumer: activity.name };
}

function unitOf(
  { message, key, attempt, parked, span }: Call,
  command: Command | undefined,
  { inbox, activity, telemetry, clock, changes }: RoundOptions & { readonly changes: Changes },
): Unit {
  return {
    meta: causedBy(message, span),
    commands: command === undefined ? [] : [{ decider: activity.to, command }],
    ...(parked ? { unpark: { consumer: inbox.consumer, message } } : {}),
    failed: (error) => {
      span?.note(error);
      telemetry.messageFailed(whoIs({ inbox, activity }), message, error);
      if (saysOfOthers(error)) changes.failures += 1;
      const written = inbox.parking.park(message, error, attempt);
      if (parked) return { repark: written };
      changes.parked.push(key);
      return { park: written };
    },
    done: () => {
      if (parked) changes.unparked.push(key);
      telemetry.messageHandled(activity.name, message, clock.now());
    },
  };
}
