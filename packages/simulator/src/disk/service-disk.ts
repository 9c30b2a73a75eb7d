import { StaleWrite, type Commit, type Service, type StoredAnswer } from "@waybill/kit";
import { LeaseTable } from "./lease-table.ts";
import { ParkedTable } from "./parked-table.ts";
import { StreamTable } from "./stream-table.ts";
import { ViewTables } from "./view-tables.ts";

/** Told of every commit, when it is durable and before anybody else knows. */
export type CommitWatcher = (disk: ServiceDisk, commit: Commit, first: number) => void;

/** What is durable of one service: its database, with the promises of a transaction. */
export class ServiceDisk {
  readonly service: Service;
  readonly streams: StreamTable;
  readonly leases = new LeaseTable();
  readonly parked = new ParkedTable();
  readonly views = new ViewTables();
  readonly #answers = new Map<string, string>();
  readonly #claims = new Map<string, string>();
  readonly #sequences = new Map<string, number>();
  readonly #watchers = new Set<CommitWatcher>();
  readonly #readers = new Set<() => void>();

  constructor(service: Service) {
    this.service = service;
    this.streams = new StreamTable(service.name);
  }

  /** @returns a function that ends it */
  watch(watcher: CommitWatcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Calls back whenever the log has grown. @returns a function that ends it */
  follow(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
    };
  }

  /** A stranger appends to the log, past everything that the service itself would check. */
  intrude(envelope: object): number {
    const position = this.streams.intrude(envelope);
    for (const reader of this.#readers) reader();
    return position;
  }

  /**
   * All of it or, when something is not as the commit takes it for, nothing.
   * @throws {Fenced} @throws {StaleWrite}
   */
  commit(commit: Commit): number {
    this.parked.check(commit);
    this.#checkOnce(commit);
    this.leases.check(commit.positions);
    this.streams.check(commit);
    this.parked.apply(commit);
    this.#applyOnce(commit);
    this.leases.apply(commit.positions);
    this.views.apply(commit.rows);
    const first = this.streams.apply(commit);
    for (const watcher of this.#watchers) watcher(this, commit, first);
    if (commit.events.length > 0) for (const reader of this.#readers) reader();
    return first;
  }

  answer(key: string): StoredAnswer | undefined {
    const stored = this.#answers.get(key);
    return stored === undefined ? undefined : (JSON.parse(stored) as StoredAnswer);
  }

  /** Streams by what they have claimed. */
  get claims(): ReadonlyMap<string, string> {
    return this.#claims;
  }

  holder(claim: string): string | undefined {
    return this.#claims.get(claim);
  }

  /** First of the next `block` numbers of a sequence: given out once, whatever becomes of them. */
  nextOf(sequence: string, block: number): number {
    const first = this.#sequences.get(sequence) ?? 1;
    this.#sequences.set(sequence, first + block);
    return first;
  }

  #checkOnce({ answers, claims, releases }: Commit): void {
    for (const { key } of answers) {
      if (this.#answers.has(key)) throw new StaleWrite(`the answer under ${key} is there`);
    }
    for (const { claim } of claims) {
      if (this.#claims.has(claim) && !releases.includes(claim))
        throw new StaleWrite(`${claim} is taken`);
    }
  }

  #applyOnce({ answers, claims, releases }: Commit): void {
    for (const { key, stored } of answers) this.#answers.set(key, JSON.stringify(stored));
    for (const claim of releases) this.#claims.delete(claim);
    for (const { claim, stream } of claims) this.#claims.set(claim, stream);
  }
}
