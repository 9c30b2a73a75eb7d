import type { Contract, DataOf, Recorded } from "./contract.ts";
import type { Command, Decider } from "./decider.ts";

/** What an activity is given beside its message. */
export interface ActivityCall {
  /** The same for every attempt of this message: hand it to the outside as the idempotency key. */
  readonly idempotencyKey: string;
  /** From 1. Past the first, ask the outside what became of the earlier attempt, do not guess. */
  readonly attempt: number;
  /** Aborted when the attempt has used up its time. */
  readonly signal: AbortSignal;
}

export interface ActivityPolicy {
  /** Time of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Attempts before the message becomes a dead letter. */
  readonly attempts: number;
  /** Calls at once, over all messages (bulkhead). */
  readonly concurrency: number;
  /** First wait before a further attempt, in milliseconds; doubles each time, with jitter. */
  readonly backoffMs: number;
  /** Longest wait between two attempts, in milliseconds. */
  readonly maxBackoffMs: number;
  /** Failures in a row after which calls stop for `breakMs` (circuit breaker). */
  readonly breakAfter: number;
  readonly breakMs: number;
}

const defaultActivityPolicy: ActivityPolicy = {
  timeoutMs: 5_000,
  attempts: 12,
  concurrency: 512,
  backoffMs: 100,
  maxBackoffMs: 30_000,
  breakAfter: 50,
  breakMs: 2_000,
};

/**
 * The only place that touches the outside world. Called at least once for each message, with the
 * same idempotency key every time; its outcome comes back as a command, which commits together
 * with the consumer's position. A slow call leaves the partition and goes on by itself; later
 * messages of its key wait for it.
 */
export interface Activity {
  readonly name: string;
  readonly on: readonly Contract[];
  readonly to: Decider;
  readonly policy: ActivityPolicy;
  /** Stream whose state `perform` is given: not older than the message, where that is one of its own events. */
  key(message: Recorded): string;
  /** Throws `Retryable` when the outcome is unknown or the outside is down, `Terminal` when trying again is pointless. */
  perform(message: Recorded, state: unknown, call: ActivityCall): Promise<Command | undefined>;
}

export interface ActivityDefinition<State, Cmd extends Command> {
  readonly name: string;
  readonly on: readonly Contract[];
  readonly to: Decider<State, Cmd>;
  readonly key: (message: Recorded) => string;
  readonly policy?: Partial<ActivityPolicy>;
  readonly perform: (
    message: Recorded,
    state: State,
    call: ActivityCall,
  ) => Promise<Cmd | undefined>;
}

/** Declares an activity. */
export function activity<State, Cmd extends Command>(
  definition: ActivityDefinition<State, Cmd>,
): Activity {
  return {
    name: definition.name,
    on: definition.on,
    to: definition.to,
    policy: { ...defaultActivityPolicy, ...definition.policy },
    key: definition.key,
    perform: (message, state, call) => definition.perform(message, state as State, call),
  };
}

/** Whether a message is of a contract, with its data typed. */
export function isA<C extends Contract>(
  message: Recorded,
  contract: C,
): message is Recorded<DataOf<C>> {
  return message.type === contract.type;
}
