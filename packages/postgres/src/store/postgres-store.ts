import type {
  Commit,
  ConsumerGroup,
  ConsumerPause,
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
import { textArray } from "../array-literal.ts";
import { commitCalls } from "./commit-calls.ts";
import { groupsOf, pauseOf, type MemberRow, type PauseRow } from "./consumer-groups.ts";
import { streamsOf, type LoadedStream } from "./stored-streams.ts";

/** A service's Store on its own PostgreSQL database, over one pipelined connection. */
export class PostgresStore implements Store {
  readonly #connection: Connection;

  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  async load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredStream>> {
    return streamsOf(
      await this.#connection.query<LoadedStream>(sql("load-streams"), [textArray(streams)]),
    );
  }

  async lookup(
    answers: readonly string[],
    claims: readonly string[],
  ): Promise<{ answers: ReadonlyMap<string, StoredAnswer>; claims: ReadonlyMap<string, string> }> {
    // In this order, one statement after the other: a claim is committed with its answer, so whoever sees the claim
    // sees the answer, too.
    const [held, found] = await Promise.all([
      claims.length === 0
        ? []
        : this.#connection.query<{ claim: string; stream: string }>(sql("lookup-claims"), [
            textArray(claims),
          ]),
      answers.length === 0
        ? []
        : this.#connection.query<StoredAnswer & { key: string }>(sql("lookup-answers"), [
            textArray(answers),
          ]),
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
    return this.#connection.query<{ stream: string; tenant: string }>(sql("due-streams"), [
      now,
      limit,
    ]);
  }

  async beat(request: Parameters<Store["beat"]>[0]): Promise<ReadonlyMap<string, ConsumerGroup>> {
    const { owner, consumers, ttlMs } = request;
    const rows = await this.#connection.query<MemberRow>(sql("beat"), [
      owner,
      [...consumers.keys()],
      ttlMs,
      [...consumers.values()].map((report) => JSON.stringify(report)),
    ]);
    return groupsOf(consumers.keys(), rows);
  }

  async pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause> {
    const { tenant, by, reason, since } = pause;
    const values = [consumer, tenant, by, reason, since];
    const [row] = await this.#connection.query<PauseRow>(sql("pause-consumer"), values);
    return row === undefined ? pause : (pauseOf(row) ?? pause);
  }

  async resume(consumer: string): Promise<void> {
    await this.#connection.query(sql("resume-consumer"), [consumer]);
  }

  async acquire(request: Parameters<Store["acquire"]>[0]): Promise<readonly Position[]> {
    const { consumer, channels, partitions, owner, steal } = request;
    const acquire = {
      statement: sql("acquire-positions"),
      values: [consumer, channels, partitions, owner, steal],
    };
    const lock = { statement: sql("lock-consumer"), values: [consumer] };
    const alone = { statement: sql("remove-other-members"), values: [consumer, owner] };
    const results = await this.#connection.transaction(
      steal ? [lock, alone, acquire] : [lock, acquire],
    );
    const rows = (results.at(-1) ?? []) as {
      channel: string;
      partition: number;
      position: string;
      epoch: string;
      ahead: Record<string, number> | null;
    }[];
    const leased = Map.groupBy(rows, (row) => row.partition);
    return rows
      .filter((row) => leased.get(row.partition)?.length === channels.length)
      .map((row) => ({
        consumer,
        channel: row.channel,
        partition: row.partition,
        position: Number(row.position),
        epoch: Number(row.epoch),
        ...(row.ahead === null ? {} : { ahead: new Map(Object.entries(row.ahead)) }),
      }));
  }

  async release({ consumer, partitions, owner }: Parameters<Store["release"]>[0]): Promise<void> {
    await this.#connection.query(sql("release-leases"), [owner, consumer, partitions]);
  }

  async leave(owner: string): Promise<void> {
    await this.#connection.query(sql("leave"), [owner]);
  }

  async parkedKeys(
    consumer: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#connection.query<{ key: string; count: string }>(sql("parked-keys"), [
      consumer,
      partitions,
    ]);
    return new Map(rows.map((row) => [row.key, Number(row.count)]));
  }

  async dueParked(request: Parameters<Store["dueParked"]>[0]): Promise<readonly ParkedMessage[]> {
    const { consumer, partitions, now, limit } = request;
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
    }>(sql("due-parked"), [consumer, partitions, now, limit]);
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
