import type { Decider } from "../concepts/decider.ts";
import type { Commit, Timer } from "../ports/store.ts";

/** A stream's state as this process knows it, and what the store has of it beside its events. */
export interface Entry {
  readonly version: number;
  readonly state: unknown;
  /** Version of the newest snapshot; 0: there is none. */
  readonly snapshot: number;
  readonly timer: Timer | undefined;
  /** Nothing more is expected of it. */
  readonly isTerminal?: boolean;
  /** Whose it is, as far as the events that were read tell. */
  readonly tenant?: string | undefined;
}

/** A stream that a batch moves, or that a timer woke. */
export interface MovedStream {
  readonly stream: string;
  readonly decider: Decider;
  readonly before: Entry;
  readonly version: number;
  readonly state: unknown;
  /** Its timer is to be set as the state has it, not only when that is earlier: it woke the stream. */
  readonly rearm: boolean;
  /** Empty when no event moved it. */
  readonly tenant: string;
}

/** What a commit holds of streams beside their events. */
export type StreamParts = Pick<Commit, "snapshots" | "timers" | "stops" | "kept" | "quiet">;
type Written<Part extends keyof StreamParts> = StreamParts[Part][number][];

/**
 * A stream is read from its last snapshot on, so this is the most that is folded. Most streams end
 * before: an order's in the order service has three events. Writing a state with each of them cost
 * as much as the events themselves (measured, with the figures in docs/decisions/0018).
 */
const eventsPerSnapshot = 16;

/** What a batch writes of its streams beside their events. */
export class StreamWrites {
  readonly #snapshots: Written<"snapshots"> = [];
  readonly #timers: Written<"timers"> = [];
  readonly #stops: Written<"stops"> = [];
  readonly #kept: Written<"kept"> = [];
  readonly #quiet: Written<"quiet"> = [];

  /** @returns the stream as it will be when the batch has committed */
  add(moved: MovedStream): Entry {
    const { version, state } = moved;
    const tenant = moved.tenant === "" ? moved.before.tenant : moved.tenant;
    const [snapshot, timer] = [this.#snapshot(moved), this.#timer(moved)];
    const isTerminal = moved.decider.isTerminal(state);
    return { version, state, snapshot, timer, tenant, isTerminal };
  }

  /** Everything that was added, in a fixed order, so that writers cannot deadlock. */
  get parts(): StreamParts {
    return {
      snapshots: this.#snapshots.sort(byStream),
      timers: this.#timers.sort(byStream),
      stops: this.#stops.sort(byStream),
      kept: this.#kept,
      quiet: this.#quiet,
    };
  }

  #snapshot({ stream, decider, before, version, state }: MovedStream): number {
    const replaces = before.snapshot;
    const needed = decider.touched
      ? version > before.version
      : version - replaces >= eventsPerSnapshot;
    if (!needed) return replaces;
    this.#snapshots.push({ stream, version, state, replaces });
    return version;
  }

  #timer(moved: MovedStream): Timer | undefined {
    const { stream, before, version, tenant } = moved;
    const { timer } = before;
    const revision = timer?.revision ?? 0;
    const due = dueToStore(moved);
    const isQuiet = version === before.version;
    if (due === timer?.due) {
      if (timer !== undefined && !isQuiet) this.#kept.push({ stream, revision });
      return timer;
    }
    if (isQuiet) this.#quiet.push({ stream, version });
    if (due === undefined) {
      this.#stops.push({ stream, revision });
      return undefined;
    }
    this.#timers.push({ stream, tenant, due, replaces: revision });
    return { due, revision: revision + 1 };
  }
}

/**
 * Moving a due time costs an index entry, so a later one is not written: the stream is woken too
 * early, changes nothing, and is then set to its true time.
 */
function dueToStore({ decider, state, before, rearm }: MovedStream): number | undefined {
  const due = decider.due(state);
  const stored = before.timer?.due;
  if (rearm || due === undefined || stored === undefined) return due;
  return Math.min(due, stored);
}

function byStream(a: { readonly stream: string }, b: { readonly stream: string }): number {
  return a.stream < b.stream ? -1 : 1;
}
