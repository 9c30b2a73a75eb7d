import {
  StaleWrite,
  categoryOf,
  type Commit,
  type DueStream,
  type Recorded,
  type StoredStream,
} from "@waybill/kit";

interface StoredSnapshot {
  readonly version: number;
  /** JSON, as a database has it: what a state does not survive shows. */
  readonly state: string;
}

interface StoredTimer {
  readonly tenant: string;
  readonly due: number;
  readonly revision: number;
}

/** The events of a stream, as they are in the log and as they are loaded. */
interface Home {
  readonly recorded: Recorded[];
  readonly stored: StoredEvent[];
}

type StoredEvent = StoredStream["events"][number];

/** The log of a service, the snapshots and the timers of its streams. */
export class StreamTable {
  readonly log: Recorded[] = [];
  readonly snapshots = new Map<string, StoredSnapshot>();
  readonly timers = new Map<string, StoredTimer>();
  /** Positions of what others have put into the log. It is read like the rest, and is of no stream. */
  readonly foreign = new Set<number>();
  readonly #homes = new Map<string, Home>();
  /** No timer is due before. */
  #soonest = Number.POSITIVE_INFINITY;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  get head(): number {
    return this.log.length;
  }

  /** What the service itself has written, in the order of the log. */
  get own(): IteratorObject<Recorded> {
    return this.log.values().filter(({ position }) => !this.foreign.has(position));
  }

  /** Home events of a stream, oldest first. */
  events(stream: string): readonly Recorded[] {
    return this.#homes.get(stream)?.recorded ?? [];
  }

  /** Events that moved a stream by their touches, up to a position, newest first. */
  movements(stream: string, from: number): readonly Recorded[] {
    return [...this.own]
      .filter(({ position, touches }) => position <= from && touches.includes(stream))
      .toReversed();
  }

  /** Streams of a category that have a home event, a snapshot, or a timer. */
  streamsOf(category: string): Set<string> {
    const found = new Set<string>();
    for (const names of [this.#homes.keys(), this.snapshots.keys(), this.timers.keys()]) {
      for (const name of names) if (categoryOf(name) === category) found.add(name);
    }
    return found;
  }

  load(stream: string): StoredStream | undefined {
    const stored = this.snapshots.get(stream);
    const after = stored?.version ?? 0;
    const all = this.#homes.get(stream)?.stored ?? [];
    const events = all.slice(all.findLastIndex(({ version }) => version <= after) + 1);
    if (stored === undefined && events.length === 0) return undefined;
    const timer = this.timers.get(stream);
    return {
      snapshot:
        stored === undefined
          ? undefined
          : { version: stored.version, state: JSON.parse(stored.state) as unknown },
      events,
      timer: timer === undefined ? undefined : { due: timer.due, revision: timer.revision },
    };
  }

  due(now: number, limit: number): readonly DueStream[] {
    if (now < this.#soonest) return [];
    const due = [...this.timers].filter(([, timer]) => timer.due <= now);
    this.#soonest = Number.POSITIVE_INFINITY;
    for (const timer of this.timers.values()) this.#soonest = Math.min(this.#soonest, timer.due);
    due.sort(([, a], [, b]) => a.due - b.due);
    return due.slice(0, limit).map(([stream, { tenant }]) => ({ stream, tenant }));
  }

  /** @throws {StaleWrite} when another process was faster; nothing has been written then */
  check(commit: Commit): void {
    for (const { stream, replaces } of commit.snapshots)
      same("snapshot", stream, [this.snapshots.get(stream)?.version ?? 0, replaces]);
    for (const { stream, replaces } of commit.timers)
      same("timer", stream, [this.#revision(stream), replaces]);
    for (const { stream, revision } of commit.stops)
      same("timer", stream, [this.#revision(stream), revision]);
    if (commit.events.length + commit.quiet.length > 0) {
      for (const { stream, revision } of commit.kept)
        same("timer", stream, [this.#revision(stream), revision]);
    }
    for (const { stream, version } of commit.quiet) {
      if ((this.events(stream).at(-1)?.version ?? 0) > version)
        throw new StaleWrite(`${stream} has moved on from version ${version}`);
    }
    for (const { stream, version } of commit.events) {
      if (this.#has(stream, version)) throw new StaleWrite(`${stream} has a version ${version}`);
    }
  }

  /** @returns position of the first event; 0 when there is none */
  apply(commit: Commit): number {
    for (const { stream, version, state } of commit.snapshots)
      this.snapshots.set(stream, { version, state: JSON.stringify(state) });
    for (const { stream, due, replaces, ...timer } of commit.timers) {
      // Putting a timer off says nothing of whose stream it is.
      const tenant = this.timers.get(stream)?.tenant ?? timer.tenant;
      this.timers.set(stream, { tenant, due, revision: replaces + 1 });
      this.#soonest = Math.min(this.#soonest, due);
    }
    for (const { stream } of commit.stops) this.timers.delete(stream);
    if (commit.events.length === 0) return 0;
    const first = this.log.length + 1;
    for (const event of commit.events) {
      const recorded = { source: this.#source, position: this.log.length + 1, ...event };
      this.log.push(recorded);
      this.#keep(recorded);
    }
    return first;
  }

  /**
   * Puts something into the log that the service has not written; it may be of any shape.
   * @returns its position
   */
  intrude(envelope: object): number {
    const position = this.log.length + 1;
    this.log.push({ source: this.#source, ...envelope, position } as Recorded);
    this.foreign.add(position);
    return position;
  }

  #keep(recorded: Recorded): void {
    const { stream, version, type, schemaVersion, data, time, meta } = recorded;
    const home = this.#homes.get(stream) ?? { recorded: [], stored: [] };
    this.#homes.set(stream, home);
    home.recorded.push(recorded);
    home.stored.push({ version, type, schemaVersion, data, time, tenant: meta.tenant });
  }

  #revision(stream: string): number {
    return this.timers.get(stream)?.revision ?? 0;
  }

  #has(stream: string, version: number): boolean {
    return this.events(stream).findLast((each) => each.version <= version)?.version === version;
  }
}

function same(what: string, stream: string, [found, expected]: readonly [number, number]): void {
  if (found !== expected)
    throw new StaleWrite(`the ${what} of ${stream} is at ${found} and not at ${expected}`);
}
