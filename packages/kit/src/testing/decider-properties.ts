import assert from "node:assert/strict";
import { Check } from "typebox/value";
import {
  categoryOf,
  keyOf,
  type Contract,
  type DataOf,
  type NewEvent,
} from "../concepts/contract.ts";
import { streamOf, type Change, type Command, type Decider } from "../concepts/decider.ts";
import { WaybillError } from "../errors.ts";

/** An event as a log would keep it. */
export interface Logged {
  readonly contract: Contract;
  readonly data: unknown;
  /** Its own stream first, then those that it touches. */
  readonly streams: readonly string[];
  readonly time: number;
}

/** What a command came to: what happened, or why it was refused. */
export interface Verdict {
  readonly events: readonly Logged[];
  readonly refusal: WaybillError | undefined;
}

/** Texts that schemas let through and that code gets wrong: names of an object's own members, other scripts, quotes. */
export const hostileTexts: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  " ",
  "0",
  "null",
  "Ünïcödé 🦊 \u202e\u0301",
  `'";--<b>{{x}}\\`,
  "line\nbreak\u2028",
  "long ".repeat(20),
];

/**
 * Deciders on streams in memory, which events of all of them move as in the runtime: all events of
 * a command or none, touched streams with the home stream. On the way everything that `Decider`
 * promises is asserted, whatever the decider: it throws refusals only, changes nothing that it is
 * given, says the same twice, keeps to its contracts, and has states that a snapshot can hold and that
 * are the same whatever else an event's data has.
 */
export class Trial {
  readonly log: Logged[] = [];
  tenant = "acme";
  now = 1_000_000;
  readonly #deciders: ReadonlyMap<string, Decider>;
  #states = new Map<string, unknown>();

  constructor(deciders: readonly Decider[]) {
    this.#deciders = new Map(deciders.map((each) => [each.category, each]));
  }

  /** Gives a command to its decider and applies what it decides. */
  give<State, Cmd extends Command>(decider: Decider<State, Cmd>, command: Cmd): Verdict {
    const verdict = this.#carryOut(decider, command);
    this.log.push(...verdict.events);
    this.#assertWakes(decider, decider.key(command, this.tenant));
    return verdict;
  }

  state<State, Cmd extends Command>(decider: Decider<State, Cmd>, key: string): State {
    return this.#state(streamOf(decider.category, key)) as State;
  }

  /** Data of all events of a kind so far. */
  all<C extends Contract>(contract: C): readonly DataOf<C>[] {
    const found = this.log.filter((each) => each.contract.type === contract.type);
    return found.map((each) => each.data as DataOf<C>);
  }

  /** Types of the events of a stream, in order. */
  types(stream: string): readonly string[] {
    const own = this.log.filter((each) => each.streams[0] === stream);
    return own.map((each) => each.contract.type);
  }

  /** Gives the events so far to every stream in an order that they never had: some never, some twice. */
  assertEvolvesInAnyOrder(picks: readonly number[]): void {
    const events = picked(this.log, picks);
    for (const stream of this.#states.keys()) {
      const decider = this.#decider(stream);
      let state = decider.initial(keyOf(stream));
      for (const event of events) {
        state = evolved(decider, state, { event, change: this.#change(stream, event.time) });
        decider.due(state);
      }
    }
  }

  #carryOut<State, Cmd extends Command>(decider: Decider<State, Cmd>, command: Cmd): Verdict {
    const home = streamOf(decider.category, decider.key(frozen(command), this.tenant));
    const { events, refusal } = this.#decided(decider, command, home);
    for (const event of events) {
      for (const stream of event.streams) {
        const change = this.#change(stream, event.time);
        const state = this.#state(stream);
        this.#states.set(stream, evolved(this.#decider(stream), state, { event, change }));
      }
    }
    return { events, refusal };
  }

  #decided<State, Cmd extends Command>(
    decider: Decider<State, Cmd>,
    command: Cmd,
    home: string,
  ): Verdict {
    const state = frozen(this.#state(home) as State);
    const loaded = new Set([home, ...decider.also(command, state, this.tenant)]);
    const decide = () => {
      let ids = 0;
      return outcomeOf(() =>
        decider.decide(command, state, {
          now: this.now,
          tenant: this.tenant,
          id: (prefix) => `${prefix}_${this.log.length}_${ids++}`,
          other: <Other>(stream: string) => {
            assert.ok(loaded.has(stream), `${stream} was not named by also`);
            return frozen(this.#state(stream)) as Other;
          },
        }),
      );
    };
    const { events, refusal } = decide();
    assert.deepEqual(decide(), { events, refusal }, `${command.type} is decided in two ways`);
    return { refusal, events: events.map((event) => this.#logged(event, home, loaded)) };
  }

  #logged(event: NewEvent, home: string, loaded: ReadonlySet<string>): Logged {
    const { contract, touches } = event;
    const data = asJson(frozen(event.data));
    assert.ok(
      Check(contract.schema, data),
      `${contract.type} is not as its contract says: ${JSON.stringify(data)}`,
    );
    const streams = [home, ...touches];
    assert.equal(new Set(streams).size, streams.length, `${contract.type} moves a stream twice`);
    for (const stream of touches) {
      assert.ok(loaded.has(stream), `${stream} was not named by also`);
      assert.ok(this.#decider(stream).touched, `${stream} is touched and its decider not`);
    }
    // What is decided and what is read back have to move a state alike.
    for (const stream of streams) {
      const change = this.#change(stream, this.now);
      const before = frozen(this.#state(stream));
      const fold = (of: unknown) =>
        this.#decider(stream).evolve(before, { type: contract.type, data: of }, change);
      assert.deepEqual(fold(data), fold(event.data), `${contract.type} reads back differently`);
      // A snapshot outlives its release: what only the next one knows of must not be in some of them.
      const next = { ...(data as object), ofTheNextRelease: 1 };
      assert.deepEqual(fold(next), fold(data), `${contract.type} puts unknown fields into a state`);
    }
    return frozen({ contract, data, streams, time: this.now });
  }

  /** A wake-up that comes early changes nothing, and neither does the second of one time. */
  #assertWakes<State, Cmd extends Command>(decider: Decider<State, Cmd>, key: string): void {
    const due = decider.due(this.state(decider, key));
    if (due === undefined) return;
    assert.ok(Number.isSafeInteger(due), `due ${due} is no time`);
    const wake = decider.onDue(key);
    assert.ok(wake !== undefined, `${decider.category} is due and has no onDue`);
    assert.deepEqual(this.#after(due - 1).#carryOut(decider, wake), nothing, "woken early");
    const later = this.#after(due);
    later.#carryOut(decider, wake);
    assert.deepEqual(later.#carryOut(decider, wake), nothing, "woken twice");
  }

  /** The same streams at another time, to try something out. */
  #after(now: number): Trial {
    const copy = new Trial([...this.#deciders.values()]);
    copy.#states = new Map(this.#states);
    copy.tenant = this.tenant;
    copy.now = now;
    return copy;
  }

  #change(stream: string, time: number): Change {
    return { key: keyOf(stream), tenant: this.tenant, time };
  }

  #state(stream: string): unknown {
    const known = this.#states.get(stream);
    return known === undefined ? this.#decider(stream).initial(keyOf(stream)) : known;
  }

  #decider(stream: string): Decider {
    return this.#deciders.get(categoryOf(stream)) ?? assert.fail(`no decider for ${stream}`);
  }
}

const nothing: Verdict = { events: [], refusal: undefined };

/** A value as requests, messages and snapshots bring it: what JSON drops is dropped. */
export function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** The members of a pool that the picks name, so that each can come often, or never. */
export function picked<Member>(pool: readonly Member[], picks: readonly number[]): Member[] {
  return pool.length === 0 ? [] : picks.map((pick) => pool[pick % pool.length] as Member);
}

function outcomeOf(decide: () => readonly NewEvent[]): {
  readonly events: readonly NewEvent[];
  readonly refusal: WaybillError | undefined;
} {
  try {
    return { events: decide(), refusal: undefined };
  } catch (error) {
    if (error instanceof WaybillError) return { events: [], refusal: error };
    throw error;
  }
}

function evolved<State>(
  decider: Decider<State>,
  state: State,
  { event, change }: { readonly event: Logged; readonly change: Change },
): State {
  const { contract, data } = event;
  const next = decider.evolve(frozen(state), { type: contract.type, data }, change);
  assert.deepEqual(asJson(next), next, `a snapshot of ${change.key} loses something`);
  return next;
}

/** Frozen to its depth: modules are strict, so whoever changes it gets a TypeError. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) frozen(member);
  return value;
}
