import type { Meta, NewEvent } from "../concepts/contract.ts";
import { categoryOf, keyOf, upcast } from "../concepts/contract.ts";
import type { Command, DecideContext, Decider } from "../concepts/decider.ts";
import { streamOf } from "../concepts/decider.ts";
import type { Service } from "../concepts/service.ts";
import { partitionOf } from "../ports/bus.ts";
import type { Ids } from "../ports/clock.ts";
import type { EventToAppend } from "../ports/store.ts";
import { OtherTenant, StaleWrite } from "./work.ts";
import { StreamWrites, type Entry, type MovedStream, type StreamParts } from "./stream-writes.ts";

/** What a batch leaves of its streams. */
export interface Outcome {
  /** Streams that moved or were woken, as they will be when it has committed. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly writes: StreamParts;
}

interface Staged extends MovedStream {
  readonly key: string;
  version: number;
  state: unknown;
  rearm: boolean;
  tenant: string;
  /** Taken for new without a look into the store. */
  readonly assumed: boolean;
}

/** A state as it was before a unit changed it. */
interface Undo {
  readonly staged: Staged;
  readonly version: number;
  readonly state: unknown;
}

/** Outcome of the commands of one unit within a batch. */
export interface Decided {
  readonly stream: string;
  readonly state: unknown;
  readonly version: number;
  /** Its events: this slice of the batch's events. */
  readonly firstEvent: number;
  readonly endEvent: number;
}

const nothing: Entry = { version: 0, state: undefined, snapshot: 0, timer: undefined };

/**
 * A batch being decided: states in memory, events in order. Either all commands of a unit take
 * effect or none, so one refusal leaves the others of the batch as they are.
 */
export class Staging {
  readonly events: EventToAppend[] = [];
  readonly #service: Service;
  readonly #ids: Ids;
  readonly #now: number;
  readonly #streams = new Map<string, Staged>();
  #context: BatchContext | undefined;

  constructor(options: { readonly service: Service; readonly ids: Ids; readonly now: number }) {
    this.#service = options.service;
    this.#ids = options.ids;
    this.#now = options.now;
  }

  has(stream: string): boolean {
    return this.#streams.has(stream);
  }

  /** How many events of each type the batch has. */
  get types(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { type } of this.events) counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
  }

  /** Makes a stream's state known to the batch; `undefined`: it does not exist yet. */
  add(stream: string, entry: Entry | undefined): void {
    this.#add(stream, entry, false);
  }

  /**
   * Takes a stream for new without a look into the store. If it is there after all, the commit fails as
   * a stale write; a decision that would write nothing says so itself.
   */
  assume(stream: string): void {
    this.#add(stream, undefined, true);
  }

  #add(stream: string, entry: Entry | undefined, assumed: boolean): void {
    if (this.#streams.has(stream)) return;
    const decider = this.#decider(stream);
    const key = keyOf(stream);
    const before = entry ?? { ...nothing, state: decider.initial(key) };
    const { version, state } = before;
    this.#streams.set(stream, {
      stream,
      key,
      decider,
      before,
      version,
      state,
      rearm: false,
      tenant: "",
      assumed,
    });
  }

  state(stream: string): unknown {
    return this.#staged(stream).state;
  }

  /** Sets the stream's timer as its state has it now: it woke the stream. */
  rearm(stream: string): void {
    this.#staged(stream).rearm = true;
  }

  /**
   * Decides the commands of a unit.
   * @param after called with what they came to; a unit of which it throws is refused, too
   * @throws whatever a decider or `after` throws; the unit then has left no trace
   * @throws {OtherTenant} when a stream is there and belongs to another tenant
   * @throws {StaleWrite} when it writes nothing to a stream that was taken for new
   */
  decide(
    commands: readonly { readonly decider: Decider; readonly command: Command }[],
    meta: Meta,
    after?: (decided: Decided) => void,
  ): Decided {
    const firstEvent = this.events.length;
    const undo: Undo[] = [];
    const context = this.#contextOf(meta.tenant);
    let home = "";
    try {
      for (const { decider, command } of commands) {
        home = streamOf(decider.category, decider.key(command, meta.tenant));
        const staged = this.#staged(home);
        assertOwned(staged, meta.tenant);
        for (const event of decider.decide(command, staged.state, context)) {
          this.#append(staged, event, { meta, undo });
        }
        assertWritten(staged);
      }
      const decided = this.#decided(home, firstEvent);
      after?.(decided);
      return decided;
    } catch (error) {
      this.events.length = firstEvent;
      for (const { staged, version, state } of undo.reverse())
        Object.assign(staged, { version, state });
      if (home !== "") assertWritten(this.#staged(home));
      throw error;
    }
  }

  /** Units of one tenant come in runs. */
  #contextOf(tenant: string): BatchContext {
    if (this.#context?.tenant !== tenant) {
      this.#context = new BatchContext(this, { ids: this.#ids, now: this.#now, tenant });
    }
    return this.#context;
  }

  #decided(home: string, firstEvent: number): Decided {
    const staged = home === "" ? nothing : this.#staged(home);
    return {
      stream: home,
      state: staged.state,
      version: staged.version,
      firstEvent,
      endEvent: this.events.length,
    };
  }

  /** What becomes of the streams that the batch moves or that a timer woke. */
  outcome(): Outcome {
    const entries = new Map<string, Entry>();
    const writes = new StreamWrites();
    for (const [stream, staged] of this.#streams) {
      const moved = staged.version !== staged.before.version;
      if (moved || (staged.rearm && staged.version > 0)) entries.set(stream, writes.add(staged));
    }
    return { entries, writes: writes.parts };
  }

  /** States of a stream at the start of the batch and now. */
  change(stream: string): {
    readonly before: Entry;
    readonly state: unknown;
    readonly tenant: string;
  } {
    return this.#staged(stream);
  }

  #append(
    home: Staged,
    event: NewEvent,
    under: { readonly meta: Meta; readonly undo: Undo[] },
  ): void {
    const { contract, data, touches } = event;
    const lifted = this.#lifted(event);
    this.#evolve(home, lifted, under);
    for (const stream of touches) {
      const staged = this.#staged(stream);
      if (!staged.decider.touched) {
        throw new Error(`${contract.type} touches ${stream}; its decider has to say \`touched\``);
      }
      this.#evolve(staged, lifted, under);
    }
    this.events.push({
      stream: home.stream,
      version: home.version,
      partition: partitionOf(home.key),
      type: contract.type,
      schemaVersion: contract.version,
      data,
      meta: under.meta,
      time: this.#now,
      touches,
    });
  }

  /** What is still written as the release before knows it is evolved as it will be read. */
  #lifted(event: NewEvent): NewEvent {
    const { contract, data } = event;
    const present = this.#service.events.get(contract.type);
    if (present === undefined || present.version === contract.version) return event;
    return { ...event, data: upcast(present, contract.version, data) };
  }

  #evolve(
    staged: Staged,
    { contract, data }: NewEvent,
    { meta, undo }: { readonly meta: Meta; readonly undo: Undo[] },
  ): void {
    undo.push({ staged, version: staged.version, state: staged.state });
    const change = { key: staged.key, tenant: meta.tenant, time: this.#now };
    staged.state = staged.decider.evolve(staged.state, { type: contract.type, data }, change);
    staged.version += 1;
    staged.tenant = meta.tenant;
  }

  #staged(stream: string): Staged {
    const staged = this.#streams.get(stream);
    if (staged === undefined) {
      throw new Error(`stream ${stream} is not loaded; name it in the decider's \`also\``);
    }
    return staged;
  }

  #decider(stream: string): Decider {
    const decider = this.#service.deciders.get(categoryOf(stream));
    if (decider === undefined) {
      throw new Error(`service ${this.#service.name} has no decider for stream ${stream}`);
    }
    return decider;
  }
}

/** Nothing would check what was decided on such a stream. */
function assertWritten({ assumed, version, stream }: Staged): void {
  if (assumed && version === 0) throw new StaleWrite(`${stream} was taken for new`);
}

/** Of a stream with a snapshot and nothing after it nobody knows here: the event after it is checked. */
function assertOwned({ version, tenant, before, stream }: Staged, of: string): void {
  const owner = tenant === "" ? before.tenant : tenant;
  if (version > 0 && owner !== undefined && owner !== of) throw new OtherTenant(stream, owner);
}

/** Its functions are bound: a decider may well take `{ now, other }` out of it. */
class BatchContext implements DecideContext {
  readonly now: number;
  readonly tenant: string;
  readonly id: DecideContext["id"];
  readonly other: DecideContext["other"];

  constructor(
    staging: Staging,
    options: { readonly ids: Ids; readonly now: number; readonly tenant: string },
  ) {
    this.now = options.now;
    this.tenant = options.tenant;
    this.id = (prefix) => options.ids.make(prefix);
    this.other = <State>(stream: string) => staging.state(stream) as State;
  }
}
