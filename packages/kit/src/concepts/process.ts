import type { Contract, DataOf } from "./contract.ts";
import type { Decider } from "./decider.ts";
import { processDecider } from "./process-decider.ts";
import { reaction, type Reaction } from "./reaction.ts";

/** A message that a process sends: one of its own events, which another service reacts to. */
export interface Request<Facts> {
  readonly contract: Contract;
  /** The event's own fields; the engine adds the subject and the process mark. */
  data(facts: Facts, reason: string): object;
}

/** An answer that a step waits for. */
export interface Reply<Facts> {
  readonly contract: Contract;
  /** Counts only while one of these steps runs forwards; at any time when absent. */
  readonly during?: readonly string[];
  /** Only answers for which this holds count; others are passed over. */
  when(data: unknown, facts: Facts | undefined): boolean;
  /** What the process learns from it, for its later steps. */
  learn(data: unknown): Partial<Facts> | undefined;
  /** Why a failing answer fails the process. */
  reason(data: unknown): string;
}

export interface Compensation<Facts> {
  readonly request: Request<Facts>;
  /** Any of these says that it is done. It must come also when there was nothing to undo, and again when asked again. */
  readonly done: readonly Reply<Facts>[];
  /** Without an answer it is sent again after this time, doubled each time. */
  readonly resendMs: number;
}

export interface Step<Facts> {
  readonly name: string;
  /** Absent where others act by themselves on what started the process. */
  readonly request?: Request<Facts>;
  readonly succeeds: readonly Reply<Facts>[];
  readonly fails: readonly Reply<Facts>[];
  readonly deadlineMs: number;
  /** `resend` where there is no way back: the request is repeated, under the same idempotency key. */
  readonly onDeadline: "compensate" | "resend";
  /** Why the process is called off when the deadline passes; `<name>_timeout` when absent. */
  readonly timeoutReason?: string;
  /** A failing answer may leave part of the step behind: its own compensation runs too. */
  readonly failsPartly?: boolean;
  readonly compensation?: Compensation<Facts>;
}

export interface ProcessDefinition<Facts> {
  readonly name: string;
  /** Prefix of its streams. */
  readonly category: string;
  /** The field by which its own events, and every message that it takes, name the instance: `orderId`. */
  readonly subject: string;
  readonly start: { readonly contract: Contract; facts(data: unknown): Facts };
  readonly updates: readonly Reply<Facts>[];
  readonly steps: readonly Step<Facts>[];
  /** Messages that call the whole thing off, at any time, also after it completed. */
  readonly cancels: readonly Reply<Facts>[];
  /** After this many sendings without an answer it is stuck: listed, and waiting for a person. */
  readonly maxAttempts: number;
  readonly events: {
    readonly opened: Contract;
    readonly noted: Contract;
    readonly updated: Contract;
    readonly completed: Contract;
    readonly cancelled: Contract;
    readonly stuck: Contract;
  };
}

/** Where an instance is. Folded from the marks on its events. */
export interface ProcessState<Facts> {
  readonly phase: "none" | "waiting" | "forward" | "backward" | "completed" | "cancelled";
  readonly step: string;
  readonly attempt: number;
  readonly due?: number;
  readonly reason?: string;
  readonly stuck: boolean;
  readonly facts?: Facts;
  /** Furthest step that was started, so what may have to be undone; -1 before the first. */
  readonly reached: number;
  /** Messages that came before the start. */
  readonly early: readonly { readonly type: string; readonly data: unknown }[];
}

export type ProcessCommand =
  | { readonly type: "start"; readonly key: string; readonly data: unknown }
  | {
      readonly type: "reply";
      readonly key: string;
      readonly message: { readonly type: string; readonly data: unknown };
    }
  | { readonly type: "cancel"; readonly key: string; readonly reason: string }
  | { readonly type: "wake"; readonly key: string }
  | { readonly type: "retry"; readonly key: string };

/** A saga: named steps with their commands, answers, compensations and deadlines, declared as data. */
export interface Process<Facts = unknown> {
  readonly definition: ProcessDefinition<Facts>;
  readonly decider: Decider<ProcessState<Facts>, ProcessCommand>;
  readonly reactions: readonly Reaction[];
}

/** Declares an answer with typed data. */
export function reply<C extends Contract, Facts>(
  contract: C,
  options: {
    readonly during?: readonly string[];
    /** @param facts what the process knows by then */
    readonly when?: (data: DataOf<C>, facts: NoInfer<Facts> | undefined) => boolean;
    readonly learn?: (data: DataOf<C>) => Partial<NoInfer<Facts>>;
    readonly reason?: (data: DataOf<C>) => string;
  } = {},
): Reply<Facts> {
  return {
    contract,
    ...(options.during === undefined ? {} : { during: options.during }),
    when: (data, facts) => options.when?.(data as DataOf<C>, facts) ?? true,
    learn: (data) => options.learn?.(data as DataOf<C>),
    reason: (data) => options.reason?.(data as DataOf<C>) ?? contract.type,
  };
}

/** Compiles a definition to a decider, its timers and its reactions. */
export function defineProcess<Facts>(definition: ProcessDefinition<Facts>): Process<Facts> {
  const decider = processDecider(definition);
  const incoming = new Map<string, Contract>();
  for (const step of definition.steps) {
    for (const each of [...step.succeeds, ...step.fails])
      incoming.set(each.contract.type, each.contract);
    for (const each of step.compensation?.done ?? [])
      incoming.set(each.contract.type, each.contract);
  }
  for (const each of [...definition.updates, ...definition.cancels]) {
    incoming.set(each.contract.type, each.contract);
  }
  const keyIn = (data: unknown): string =>
    String((data as Record<string, unknown>)[definition.subject]);
  return {
    definition,
    decider,
    reactions: [
      reaction(definition.start.contract, decider, (data): ProcessCommand => ({
        type: "start",
        key: keyIn(data),
        data,
      })),
      ...[...incoming.values()].map((contract) =>
        reaction(contract, decider, (data, message): ProcessCommand => ({
          type: "reply",
          key: keyIn(data),
          message: { type: message.type, data },
        })),
      ),
    ],
  };
}
