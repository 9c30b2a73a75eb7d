import type { Contract, DataOf, NewEvent } from "./contract.ts";

export interface Command {
  readonly type: string;
}

/** All that a decision may know beside its command and state. */
export interface DecideContext {
  /** Milliseconds since 1970; the same for a whole batch. */
  readonly now: number;
  readonly tenant: string;
  /** Makes a prefixed, time-ordered id: `id("shp")` → `shp_…`. */
  id(prefix: string): string;
  /** State of a stream that `also` named. */
  other<State>(stream: string): State;
}

type DecideBy<State, Cmd extends Command> = {
  readonly [Type in Cmd["type"]]: (
    command: Extract<Cmd, { type: Type }>,
    state: State,
    context: DecideContext,
  ) => readonly NewEvent[];
};

export interface Evolution<State> {
  readonly contract: Contract;
  evolve(state: State, data: unknown, change: Change): State;
}

/** Beside its data, what an evolution may use of an event. */
export interface Change {
  /** Key of the stream that evolves. */
  readonly key: string;
  readonly tenant: string;
  readonly time: number;
}

export interface DeciderDefinition<State, Cmd extends Command> {
  /** Prefix of its streams: `order` makes `order-ord_1`. No `-` inside. */
  readonly category: string;
  readonly initial: (key: string) => State;
  /** Which stream a command is for. */
  readonly key: (command: Cmd, tenant: string) => string;
  /**
   * Events of other streams move its streams, too, by their `touches`. The state of such a stream is
   * stored with each event, since it does not follow from its own events.
   */
  readonly touched?: boolean;
  /**
   * Commands that are the first of their stream as a rule: they are decided without looking for it
   * first. One that finds its stream there after all is decided again, so this is only about speed.
   */
  readonly opening?: readonly Cmd["type"][];
  /** Other streams of this service that the decision reads, and may move by `touches`. */
  readonly also?: (command: Cmd, state: State, tenant: string) => readonly string[];
  /**
   * Pure, one function a command. Returns what happened: nothing when the command changes
   * nothing (it was carried out before, or its time is over). Throws a `WaybillError` to refuse.
   */
  readonly decide: DecideBy<State, Cmd>;
  /** Pure; must accept every event that `decide` returned, in any state. Made with `on`. */
  readonly evolve: readonly Evolution<State>[];
  /**
   * Whether nothing more is expected of a state, so that it is not kept in memory. Only about memory: a
   * command that comes after all finds the state in the store.
   */
  readonly isTerminal?: (state: State) => boolean;
  /** When this state wants to be woken, in milliseconds since 1970. Timers are derived from states, so none is ever lost. */
  readonly due?: (state: State) => number | undefined;
  /** The command that a wake-up gives; deciding it sees the state. Must change nothing when it comes early or twice. */
  readonly onDue?: (key: string) => Cmd;
}

/** The unit of consistency: commands in, events out, state folded from the events. */
export interface Decider<State = unknown, Cmd extends Command = Command> {
  readonly category: string;
  readonly events: readonly Contract[];
  /** Whether a decision may need other streams; `also` need not be asked where not. */
  readonly needsOthers: boolean;
  /** Whether its states ever ask to be woken. */
  readonly timed: boolean;
  /** Whether events of other streams move its streams, too. */
  readonly touched: boolean;
  initial(key: string): State;
  /** Whether a command is the first of its stream as a rule. */
  opens(command: Cmd): boolean;
  key(command: Cmd, tenant: string): string;
  also(command: Cmd, state: State, tenant: string): readonly string[];
  decide(command: Cmd, state: State, context: DecideContext): readonly NewEvent[];
  /** State after an event; an event that this decider does not know leaves it as it was. */
  evolve(
    state: State,
    event: { readonly type: string; readonly data: unknown },
    change: Change,
  ): State;
  isTerminal(state: State): boolean;
  due(state: State): number | undefined;
  onDue(key: string): Cmd | undefined;
}

/** Says how one kind of event changes a state. */
export function on<C extends Contract, State>(
  contract: C,
  evolve: (state: State, data: DataOf<C>, change: Change) => State,
): Evolution<State> {
  return {
    contract,
    evolve: (state, data, change) => evolve(state, data as DataOf<C>, change),
  };
}

const none: readonly string[] = [];

/** Makes a decider of its definition. */
export function decider<State, Cmd extends Command>(
  definition: DeciderDefinition<State, Cmd>,
): Decider<State, Cmd> {
  const evolutions = new Map(definition.evolve.map((entry) => [entry.contract.type, entry]));
  const decisions = new Map<string, (c: Cmd, s: State, x: DecideContext) => readonly NewEvent[]>(
    Object.entries(definition.decide),
  );
  const opening = new Set<string>(definition.opening);
  return {
    category: definition.category,
    events: definition.evolve.map((entry) => entry.contract),
    needsOthers: definition.also !== undefined,
    timed: definition.due !== undefined,
    touched: definition.touched === true,
    initial: definition.initial,
    opens: (command) => opening.has(command.type),
    key: definition.key,
    also: (command, state, tenant) => definition.also?.(command, state, tenant) ?? none,
    decide(command, state, context) {
      const decide = decisions.get(command.type);
      if (decide === undefined) {
        throw new Error(`decider ${definition.category} has no command ${command.type}`);
      }
      return decide(command, state, context);
    },
    evolve(state, { type, data }, change) {
      const evolution = evolutions.get(type);
      return evolution === undefined ? state : evolution.evolve(state, data, change);
    },
    isTerminal: (state) => definition.isTerminal?.(state) ?? false,
    due: (state) => definition.due?.(state),
    onDue: (key) => definition.onDue?.(key),
  };
}

/** Full stream id of a decider's key. */
export function streamOf(category: string, key: string): string {
  return `${category}-${key}`;
}
