import { happened, type Contract, type NewEvent } from "./contract.ts";
import { decider, on, type Decider, type Evolution } from "./decider.ts";
import { applyMark, match, type Mark, type Message } from "./process-mark.ts";
import type { ProcessCommand, ProcessDefinition, ProcessState, Step } from "./process.ts";

const maxResendMs = 60 * 60 * 1000;
/** Why a process is stuck. */
const noAnswer = "no_answer";

/** An instance at the moment of a decision. */
interface At<Facts> {
  readonly key: string;
  readonly state: ProcessState<Facts>;
  readonly now: number;
}

/** The decisions of one process definition; every transition is one event that carries its mark. */
class Transitions<Facts> {
  readonly #definition: ProcessDefinition<Facts>;

  constructor(definition: ProcessDefinition<Facts>) {
    this.#definition = definition;
  }

  start(data: unknown, at: At<Facts>): NewEvent[] {
    const { state } = at;
    if (state.phase !== "none" && state.phase !== "waiting") return [];
    const facts = this.#definition.start.facts(data);
    const events = [this.#forward(at, { index: 0, facts, learnt: facts, attempt: 1 })];
    let current = this.#apply(state, events);
    for (const early of state.early) {
      const more = this.reply(early, { ...at, state: current });
      events.push(...more);
      current = this.#apply(current, more);
    }
    return events;
  }

  reply(message: Message, at: At<Facts>): NewEvent[] {
    const { state } = at;
    const { phase } = state;
    if (phase === "none" || phase === "waiting") return this.#note(message, at);
    const cancel = match(this.#definition.cancels, message, state);
    if (cancel !== undefined) return this.cancel(cancel.reason(message.data), at);
    if (phase === "backward") return this.#compensated(message, at);
    if (phase !== "forward") return [];
    const index = this.#indexOf(state.step);
    const step = this.#step(index);
    const success = match(step.succeeds, message, state);
    if (success !== undefined) {
      const learnt = success.learn(message.data);
      const facts = { ...this.#facts(state), ...learnt };
      return [this.#forward(at, { index: index + 1, facts, learnt, attempt: 1 })];
    }
    const failure = match(step.fails, message, state);
    if (failure !== undefined) {
      const from = step.failsPartly === true ? index : index - 1;
      return [this.#backward(at, { from, reason: failure.reason(message.data) })];
    }
    const update = match(this.#definition.updates, message, state);
    return update === undefined ? [] : [this.#update(update.learn(message.data), at)];
  }

  cancel(reason: string, at: At<Facts>): NewEvent[] {
    const { phase, reached } = at.state;
    if (phase !== "forward" && phase !== "completed") return [];
    return [this.#backward(at, { from: reached, reason })];
  }

  wake(at: At<Facts>): NewEvent[] {
    const { due } = at.state;
    return due === undefined || due > at.now ? [] : this.#overdue(at);
  }

  /** A person sends the outstanding request once more, whatever the attempts so far. */
  retry(at: At<Facts>): NewEvent[] {
    const { phase } = at.state;
    return phase === "forward" || phase === "backward" ? [this.#again(at, 1)] : [];
  }

  #overdue(at: At<Facts>): NewEvent[] {
    const { phase, step: name, attempt } = at.state;
    const index = this.#indexOf(name);
    const step = this.#step(index);
    if (phase === "forward" && step.onDeadline === "compensate") {
      const reason = step.timeoutReason ?? `${name}_timeout`;
      return [this.#backward(at, { from: index, reason })];
    }
    if (attempt >= this.#definition.maxAttempts) return [this.#stuck(at)];
    return [this.#again(at, attempt + 1)];
  }

  #again(at: At<Facts>, attempt: number): NewEvent {
    const { state } = at;
    const index = this.#indexOf(state.step);
    return state.phase === "forward"
      ? this.#forward(at, { index, facts: this.#facts(state), attempt })
      : this.#compensate(at, { index, reason: state.reason ?? "", attempt });
  }

  #forward(
    at: At<Facts>,
    to: { index: number; facts: Facts; learnt?: unknown; attempt: number },
  ): NewEvent {
    const { steps, events } = this.#definition;
    const step = steps[to.index];
    if (step === undefined) {
      const last = steps.at(-1)?.name ?? "";
      const mark: Mark = { phase: "completed", step: last, attempt: 1, learnt: to.learnt };
      return this.#event(events.completed, at, { mark });
    }
    const wait = Math.min(
      step.deadlineMs * 2 ** (to.attempt - 1),
      Math.max(step.deadlineMs, maxResendMs),
    );
    const mark: Mark = {
      phase: "forward",
      step: step.name,
      attempt: to.attempt,
      due: at.now + wait,
      learnt: to.learnt,
    };
    if (step.request === undefined) return this.#event(events.opened, at, { mark });
    return this.#event(step.request.contract, at, { mark, data: step.request.data(to.facts, "") });
  }

  #backward(at: At<Facts>, to: { from: number; reason: string }): NewEvent {
    const { reason } = to;
    for (let index = to.from; index >= 0; index--) {
      if (this.#step(index).compensation !== undefined) {
        return this.#compensate(at, { index, reason, attempt: 1 });
      }
    }
    const mark: Mark = { phase: "cancelled", step: at.state.step, attempt: 1, reason };
    return this.#event(this.#definition.events.cancelled, at, { mark, data: { reason } });
  }

  #compensate(at: At<Facts>, to: { index: number; reason: string; attempt: number }): NewEvent {
    const { name, compensation } = this.#step(to.index);
    if (compensation === undefined) throw new Error(`step ${name} has no compensation`);
    const wait = Math.min(compensation.resendMs * 2 ** (to.attempt - 1), maxResendMs);
    const mark: Mark = {
      phase: "backward",
      step: name,
      attempt: to.attempt,
      due: at.now + wait,
      reason: to.reason,
    };
    const data = compensation.request.data(this.#facts(at.state), to.reason);
    return this.#event(compensation.request.contract, at, { mark, data });
  }

  #compensated(message: Message, at: At<Facts>): NewEvent[] {
    const { state } = at;
    const index = this.#indexOf(state.step);
    const done = match(this.#step(index).compensation?.done ?? [], message, state);
    if (done === undefined) return [];
    return [this.#backward(at, { from: index - 1, reason: state.reason ?? "" })];
  }

  #note(message: Message, at: At<Facts>): NewEvent[] {
    const { early, step } = at.state;
    const text = JSON.stringify(message.data);
    const same = (each: Message): boolean =>
      each.type === message.type && JSON.stringify(each.data) === text;
    if (early.some(same)) return [];
    const mark: Mark = { phase: "waiting", step, attempt: 1 };
    return [this.#event(this.#definition.events.noted, at, { mark, data: { reply: message } })];
  }

  #update(learnt: unknown, at: At<Facts>): NewEvent {
    const { step, attempt, due, stuck } = at.state;
    const mark: Mark = {
      phase: "forward",
      step,
      attempt,
      due,
      learnt,
      ...(stuck ? { stuck } : {}),
    };
    return this.#event(this.#definition.events.updated, at, { mark });
  }

  #stuck(at: At<Facts>): NewEvent {
    const { phase, step, attempt, reason } = at.state;
    const mark: Mark = {
      phase: phase === "backward" ? "backward" : "forward",
      step,
      attempt,
      reason,
      stuck: true,
    };
    return this.#event(this.#definition.events.stuck, at, { mark, data: { reason: noAnswer } });
  }

  #event(contract: Contract, at: At<Facts>, fields: { mark: Mark; data?: object }): NewEvent {
    const subject = { [this.#definition.subject]: at.key };
    return happened(
      contract,
      Object.assign(subject, fields.data, { process: fields.mark }) as never,
    );
  }

  #apply(state: ProcessState<Facts>, events: readonly NewEvent[]): ProcessState<Facts> {
    return events.reduce(
      (current, event) => applyMark(this.#definition, current, event.data),
      state,
    );
  }

  #facts(state: ProcessState<Facts>): Facts {
    if (state.facts === undefined)
      throw new Error(`process ${this.#definition.name} has no facts yet`);
    return state.facts;
  }

  #indexOf(step: string): number {
    return this.#definition.steps.findIndex((each) => each.name === step);
  }

  #step(index: number): Step<Facts> {
    const step = this.#definition.steps[index];
    if (step === undefined)
      throw new Error(`process ${this.#definition.name} has no step ${index}`);
    return step;
  }
}

/** Compiles a process definition to a decider. */
export function processDecider<Facts>(
  definition: ProcessDefinition<Facts>,
): Decider<ProcessState<Facts>, ProcessCommand> {
  const transitions = new Transitions(definition);
  const { opened, noted, updated, completed, cancelled, stuck } = definition.events;
  const own = new Map<string, Contract>();
  for (const each of [opened, noted, updated, completed, cancelled, stuck])
    own.set(each.type, each);
  for (const step of definition.steps) {
    for (const request of [step.request, step.compensation?.request]) {
      if (request !== undefined) own.set(request.contract.type, request.contract);
    }
  }
  const evolve: Evolution<ProcessState<Facts>>[] = [...own.values()].map((contract) =>
    on(contract, (state: ProcessState<Facts>, data: unknown) => applyMark(definition, state, data)),
  );
  return decider<ProcessState<Facts>, ProcessCommand>({
    category: definition.category,
    initial: () => ({ phase: "none", step: "", attempt: 0, stuck: false, reached: -1, early: [] }),
    key: (command) => command.key,
    opening: ["start"],
    decide: {
      start: ({ key, data }, state, { now }) => transitions.start(data, { key, state, now }),
      reply: ({ key, message }, state, { now }) => transitions.reply(message, { key, state, now }),
      cancel: ({ key, reason }, state, { now }) => transitions.cancel(reason, { key, state, now }),
      wake: ({ key }, state, { now }) => transitions.wake({ key, state, now }),
      retry: ({ key }, state, { now }) => transitions.retry({ key, state, now }),
    },
    evolve,
    isTerminal: ({ phase }) => phase === "completed" || phase === "cancelled",
    due: (state) => state.due,
    onDue: (key) => ({ type: "wake", key }),
  });
}
