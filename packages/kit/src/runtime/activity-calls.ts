import type { Activity } from "../concepts/activity.ts";
import { eventId, keyOf, type Recorded } from "../concepts/contract.ts";
import type { Command } from "../concepts/decider.ts";
import { Retryable, isRetryable } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { WorkSpan } from "../telemetry/work-span.ts";
import { Breaker } from "./breaker.ts";
import type { Slice } from "./inbox.ts";
import { Patience } from "./patience.ts";

/** A message that an activity is called for. */
export interface Call {
  readonly message: Recorded;
  readonly key: string;
  readonly attempt: number;
  /** It stands in the parked messages already. */
  readonly parked: boolean;
  /** A person gave it up: nothing is called. */
  readonly dropped: boolean;
  /** When its trace is recorded. */
  readonly span?: WorkSpan | undefined;
}

/** A call with its message in the present shape, and the state that it looks at. */
export interface ReadyCall {
  readonly call: Call;
  readonly lifted: Recorded;
  readonly state: unknown;
}

export type Outcome = Call &
  ({ readonly command: Command | undefined } | { readonly error: unknown });

interface Round {
  readonly signal: AbortSignal;
  readonly aborted: Promise<never>;
}

export interface ActivityCallsOptions {
  readonly activity: Activity;
  readonly clock: Clock;
  /** Told what becomes of a call that was not waited for. */
  readonly late: (outcome: Outcome) => void;
}

/** Calls the outside world under a time limit, a limit of calls at once, and a circuit breaker. */
export class ActivityCalls {
  readonly breaker: Breaker;
  readonly #options: ActivityCallsOptions;
  readonly #rounds = new Set<(error: Retryable) => void>();
  #inFlight = 0;

  constructor(options: ActivityCallsOptions) {
    this.#options = options;
    this.breaker = new Breaker(options.clock, options.activity.policy);
  }

  /** How many more calls may be made at once. */
  get room(): number {
    return Math.max(0, this.#options.activity.policy.concurrency - this.#inFlight);
  }

  /** Gives up what is under way: nobody is left to write down what comes of it. */
  abort(): void {
    const error = new Retryable("stopping", `${this.#options.activity.name} is shutting down`);
    for (const abort of this.#rounds) abort(error);
  }

  /** @returns what came back while it was waited for; the rest comes to `late` */
  async perform(calls: readonly ReadyCall[]): Promise<Outcome[]> {
    if (calls.length === 0) return [];
    const { clock, late } = this.#options;
    const { round, end } = this.#begin();
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const patience = new Patience(clock, calls.length, resolve);
    const outcomes: Outcome[] = [];
    let left = calls.length;
    let waiting = true;
    for (const each of calls) {
      this.#inFlight += 1;
      void this.#call(each, round).then((outcome) => {
        this.#inFlight -= 1;
        left -= 1;
        if (left === 0) {
          end();
          resolve();
        }
        if (!waiting) {
          late(outcome);
          return;
        }
        outcomes.push(outcome);
        patience.answered();
      });
    }
    await enough;
    patience.cancel();
    waiting = false;
    return outcomes;
  }

  /** A round has one time limit for all of its calls: they begin together. */
  #begin(): { readonly round: Round; readonly end: () => void } {
    const { activity, clock } = this.#options;
    const { timeoutMs } = activity.policy;
    const controller = new AbortController();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    aborted.catch(() => undefined);
    const abort = (error: Retryable): void => {
      controller.abort(error);
      reject(error);
    };
    const cancel = clock.after(timeoutMs, () => {
      abort(
        new Retryable("activity-timeout", `${activity.name} gave no answer within ${timeoutMs} ms`),
      );
    });
    this.#rounds.add(abort);
    const end = (): void => {
      cancel();
      this.#rounds.delete(abort);
    };
    return { round: { signal: controller.signal, aborted }, end };
  }

  async #call({ call, lifted, state }: ReadyCall, { signal, aborted }: Round): Promise<Outcome> {
    const { activity } = this.#options;
    const span = call.span?.child(`call ${activity.name}`, { "waybill.attempt": call.attempt });
    try {
      const performing = activity.perform(lifted, state, {
        idempotencyKey: eventId(lifted),
        attempt: call.attempt,
        signal,
      });
      const command = await Promise.race([performing, aborted]);
      this.breaker.succeeded();
      span?.end();
      return { ...call, command };
    } catch (error) {
      span?.end(error);
      if (isRetryable(error)) this.breaker.failed();
      // The outside has answered, if not as one would like.
      else this.breaker.succeeded();
      return { ...call, error };
    }
  }
}

/** The calls of a slice: each message that is to be handled, parked before or not. */
export function callsOf({ retries, messages }: Slice): Call[] {
  return [
    ...retries.map(({ message, key, attempts, status }) => ({
      message,
      key,
      attempt: attempts + 1,
      parked: true,
      dropped: status === "dropped",
    })),
    ...messages.map((message) => ({
      message,
      key: keyOf(message.stream),
      attempt: 1,
      parked: false,
      dropped: false,
    })),
  ];
}

/** Splits calls into those that may be made at once and those that wait for one of their key. */
export function firstOfEachKey(calls: readonly Call[]): [first: Call[], later: Call[]] {
  const seen = new Set<string>();
  const first: Call[] = [];
  const later: Call[] = [];
  for (const call of calls) {
    if (seen.has(call.key)) later.push(call);
    else first.push(call);
    seen.add(call.key);
  }
  return [first, later];
}
