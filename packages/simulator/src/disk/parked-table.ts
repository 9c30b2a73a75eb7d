import { Fenced, type Commit, type ParkedMessage, type Recorded, type Store } from "@waybill/kit";

interface Row extends Omit<ParkedMessage, "message"> {
  readonly source: string;
  readonly position: number;
  readonly partition: number;
  readonly tenant: string;
  /** JSON of the message. */
  readonly message: string;
}

/** What a person has made of a dead letter; the message stays in its log as it is. */
export interface EditedLetter {
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
  readonly schemaVersion: number;
  readonly data: unknown;
}

type Due = Parameters<Store["dueParked"]>[0];
type Changes = Pick<Commit, "parks" | "reparks" | "unparks" | "now">;

/** The messages that are off their partitions. */
export class ParkedTable {
  readonly #rows = new Map<string, Row>();
  /** The same by consumer: almost all of them have none, and each looks often. */
  readonly #byConsumer = new Map<string, Map<string, Row>>();
  readonly #edits: EditedLetter[] = [];
  #nextId = 1;

  /** In the order in which they were parked. */
  get rows(): readonly Row[] {
    return [...this.#rows.values()].sort((a, b) => a.id - b.id);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** @throws {Fenced} when another owner has parked, moved or handled a message already */
  check({ parks, reparks, unparks }: Changes): void {
    const twice = new Set(parks.map(nameOf)).size < parks.length;
    for (const each of parks) {
      if (twice || this.#rows.has(nameOf(each))) throw new Fenced(`the parked ${nameOf(each)}`);
    }
    for (const each of [...reparks, ...unparks]) {
      if (!this.#rows.has(nameOf(each))) throw new Fenced(`the parked ${nameOf(each)}`);
    }
  }

  apply({ parks, reparks, unparks, now }: Changes): void {
    for (const park of parks) {
      const { message, ...rest } = park;
      this.#set(nameOf(park), {
        ...rest,
        id: this.#nextId++,
        parkedAt: now,
        source: message.source,
        position: message.position,
        partition: message.partition,
        message: JSON.stringify(message),
      });
    }
    for (const repark of reparks) {
      const { tenant, status, attempts, nextAt, code, error } = repark;
      this.#change(nameOf(repark), { tenant, status, attempts, nextAt, code, error });
    }
    for (const unpark of unparks) this.#unpark(nameOf(unpark));
  }

  /** Keys of a consumer with parked messages in these partitions, and how many each has. */
  keys(consumer: string, partitions: readonly number[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const row of this.#of(consumer)) {
      if (!partitions.includes(row.partition)) continue;
      counts.set(row.key, (counts.get(row.key) ?? 0) + 1);
    }
    return counts;
  }

  due({ consumer, partitions, now, limit }: Due): readonly ParkedMessage[] {
    const heads = new Map<string, Row>();
    for (const row of this.#of(consumer)) {
      const head = heads.get(row.key);
      if (head === undefined || row.id < head.id) heads.set(row.key, row);
    }
    return [...heads.values()]
      .filter(
        ({ status, partition, nextAt }) =>
          (status === "retry" || status === "dropped") &&
          partitions.includes(partition) &&
          nextAt <= now,
      )
      .sort((a, b) => a.nextAt - b.nextAt || a.id - b.id)
      .slice(0, limit)
      .map(({ source: _s, position: _p, partition: _n, tenant: _t, message, ...rest }) => ({
        ...rest,
        message: JSON.parse(message) as Recorded,
      }));
  }

  /** A person has every dead letter tried again. @returns how many there were */
  replayDead(): number {
    let replayed = 0;
    for (const [name, { status }] of this.#rows) {
      if (status !== "dead") continue;
      this.#change(name, { status: "retry", attempts: 0, nextAt: 0 });
      replayed += 1;
    }
    return replayed;
  }

  /** Every edit so far, oldest first. */
  get edits(): readonly EditedLetter[] {
    return this.#edits;
  }

  /**
   * A person has dead letters tried again with other data; their places and ids stay.
   * @param corrected the data that a letter of a consumer is to have; `undefined`: it is left alone
   */
  editDead(corrected: (letter: Recorded, consumer: string) => unknown): void {
    for (const [name, { status, consumer, message }] of this.#rows) {
      if (status !== "dead") continue;
      const letter = JSON.parse(message) as Recorded;
      const data = corrected(letter, consumer);
      if (data === undefined) continue;
      const { source, position, schemaVersion } = letter;
      this.#edits.push({ consumer, source, position, schemaVersion, data });
      const edited = JSON.stringify({ ...letter, data });
      this.#change(name, { message: edited, status: "retry", attempts: 0, nextAt: 0 });
    }
  }

  /** A person gives up the dead letters that are meant. @returns how many there were */
  dropDead(isMeant: (letter: Pick<Row, "source" | "position">) => boolean): number {
    let dropped = 0;
    for (const [name, row] of this.#rows) {
      if (row.status !== "dead" || !isMeant(row)) continue;
      this.#change(name, { status: "dropped", nextAt: 0 });
      dropped += 1;
    }
    return dropped;
  }

  #unpark(name: string): void {
    const done = this.#rows.get(name);
    if (done === undefined) return;
    this.#rows.delete(name);
    this.#byConsumer.get(done.consumer)?.delete(name);
    let next: Row | undefined;
    for (const row of this.#of(done.consumer)) {
      if (row.key !== done.key || row.id < done.id) continue;
      if (next === undefined || row.id < next.id) next = row;
    }
    if (next?.status === "queued") this.#change(nameOfRow(next), { status: "retry", nextAt: 0 });
  }

  #change(name: string, change: Partial<Row>): void {
    const row = this.#rows.get(name);
    if (row !== undefined) this.#set(name, { ...row, ...change });
  }

  #set(name: string, row: Row): void {
    this.#rows.set(name, row);
    const rows = this.#byConsumer.get(row.consumer) ?? new Map<string, Row>();
    this.#byConsumer.set(row.consumer, rows.set(name, row));
  }

  #of(consumer: string): Iterable<Row> {
    return this.#byConsumer.get(consumer)?.values() ?? [];
  }
}

function nameOf({ consumer, message }: Pick<ParkedMessage, "consumer" | "message">): string {
  return `${consumer} ${message.source}/${message.position}`;
}

function nameOfRow({ consumer, source, position }: Row): string {
  return `${consumer} ${source}/${position}`;
}
