import type {
  Commit,
  DueStream,
  ParkedMessage,
  Position,
  Recorded,
  Store,
  StoredAnswer,
  StoredStream,
} from "@waybill/kit";
import { Connection, type Call, type ConnectionOptions } from "../connection.ts";
import { sql } from "../sql.ts";
import { commitCalls } from "./commit-calls.ts";

/** A service's Store on its own PostgreSQL database, over one pipelined connection. */
export class PostgresStore implements Store {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  async load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredStream>> {
    const rows = await this.#connection.query<{
      stream: string;
      version: number;
      state: unknown;
      due: number | null;
    }>(sql("load-streams"), [streams]);
    return new Map(
      rows.map((row) => [row.stream, { version: row.version, state: row.state, due: row.due ?? undefined }]),
    );
  }

  async lookup(
    answers: readonly string[],
    claims: readonly string[],
  ): Promise<{ answers: ReadonlyMap<string, StoredAnswer>; claims: ReadonlyMap<string, string> }> {
    const [found, held] = await Promise.all([
      answers.length === 0
        ? []
        : this.#connection.query<StoredAnswer & { key: string }>(sql("lookup-answers"), [answers]),
      claims.length === 0
        ? []
        : this.#connection.query<{ claim: string; stream: string }>(sql("lookup-claims"), [claims]),
    ]);
    return {
      answers: new Map(found.map(({ key, fingerprint, answer }) => [key, { fingerprint, answer }])),
      claims: new Map(held.map(({ claim, stream }) => [claim, stream])),
    };
  }

  async commit(commit: Commit): Promise<number> {
    const calls: Call[] = commitCalls(commit);
    const results = await this.#connection.transaction(calls);
    const [batch] = results.at(-1) ?? [];
    return Number((batch as { first: string } | undefined)?.first);
  }

  async dueStreams(now: number, limit: number): Promise<readonly DueStream[]> {
    return this.#connection.query<{ stream: string; tenant: string }>(sql("due-streams"), [now, limit]);
  }

  async acquire(request: Parameters<Store["acquire"]>[0]): Promise<readonly Position[]> {
    const { consumer, sources, partitions, owner, ttlMs, steal } = request;
    const rows = await this.#connection.query<{
      source: string;
      partition: number;
      position: string;
      epoch: string;
    }>(sql("acquire-positions"), [consumer, sources, partitions, owner, ttlMs, steal]);
    return rows.map((row) => ({
      consumer,
      source: row.source,
      partition: row.partition,
      position: Number(row.position),
      epoch: Number(row.epoch),
    }));
  }

  async renew(owner: string, ttlMs: number): Promise<number> {
    const rows = await this.#connection.query<{ renewed: string }>(sql("renew-leases"), [owner, ttlMs]);
    return Number(rows[0]?.renewed ?? 0);
  }

  async release(owner: string): Promise<void> {
    await this.#connection.query(sql("release-leases"), [owner]);
  }

  async parkedKeys(consumer: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#connection.query<{ key: string; count: string }>(sql("parked-keys"), [consumer]);
    return new Map(rows.map((row) => [row.key, Number(row.count)]));
  }

  async dueParked(consumer: string, now: number, limit: number): Promise<readonly ParkedMessage[]> {
    const rows = await this.#connection.query<{
      id: string;
      consumer: string;
      key: string;
      message: Recorded;
      status: ParkedMessage["status"];
      attempts: number;
      next_at: number;
      code: string;
      error: string;
      parked_at: number;
    }>(sql("due-parked"), [consumer, now, limit]);
    return rows.map(({ id, next_at: nextAt, parked_at: parkedAt, ...rest }) => ({
      ...rest,
      id: Number(id),
      nextAt,
      parkedAt,
    }));
  }

  /** Closes the connection. What is under way fails. */
  async close(): Promise<void> {
    await this.#connection.close();
  }
}
