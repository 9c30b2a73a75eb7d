import type { ProcessDefinition, ProcessState, Reply } from "./process.ts";

/** What a transition notes on its event: where the process went, and what it learnt. */
export interface Mark {
  readonly phase: Exclude<ProcessState<unknown>["phase"], "none">;
  readonly step: string;
  readonly attempt: number;
  readonly due?: number | undefined;
  readonly reason?: string | undefined;
  readonly stuck?: boolean;
  readonly learnt?: unknown;
}

export interface Message {
  readonly type: string;
  readonly data: unknown;
}

/** The first of the answers that the message is, at this point of the process. */
export function match<Facts>(
  replies: readonly Reply<Facts>[],
  message: Message,
  at: ProcessState<Facts>,
): Reply<Facts> | undefined {
  return replies.find(
    (each) =>
      each.contract.type === message.type &&
      (each.during === undefined || (at.phase === "forward" && each.during.includes(at.step))) &&
      each.when(message.data, at.facts),
  );
}

/** The state after an event of the process. */
export function applyMark<Facts>(
  definition: ProcessDefinition<Facts>,
  state: ProcessState<Facts>,
  data: unknown,
): ProcessState<Facts> {
  const { process: mark, reply: early } = data as {
    process: Mark;
    reply?: { type: string; data: unknown };
  };
  const index = definition.steps.findIndex((each) => each.name === mark.step);
  const learnt = mark.learnt as Partial<Facts> | undefined;
  const facts = learnt === undefined ? state.facts : ({ ...state.facts, ...learnt } as Facts);
  const reason = mark.reason ?? state.reason;
  return {
    phase: mark.phase,
    step: mark.step,
    attempt: mark.attempt,
    ...(mark.due === undefined ? {} : { due: mark.due }),
    ...(reason === undefined ? {} : { reason }),
    stuck: mark.stuck ?? false,
    ...(facts === undefined ? {} : { facts }),
    reached: mark.phase === "forward" ? Math.max(state.reached, index) : state.reached,
    early:
      early === undefined ? (mark.phase === "waiting" ? state.early : []) : [...state.early, early],
  };
}
