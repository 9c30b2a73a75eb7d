import { Fenced, Retryable } from "@waybill/kit";
import { Connection, type ConnectionOptions } from "../connection.ts";
import { sql } from "../sql.ts";

/** How far a consumer has read one partition of a channel. */
export interface ConsumerRow {
  readonly consumer: string;
  readonly channel: string;
  readonly partition: number;
  readonly position: number;
  /** Null: nobody has it now. */
  readonly owner: string | null;
  /** False: what another bus left behind, which counts when that one is used again. */
  readonly current: boolean;
}

/** A process that shares a consumer's partitions. Times in milliseconds since 1970. */
export interface LiveMember {
  readonly consumer: string;
  readonly owner: string;
  readonly joinedAt: number;
  /** Until when it is one, unless it says that it is alive. */
  readonly leaseUntil: number;
}

/** What a service's database says of its consumers. */
export interface ConsumerStand {
  readonly rows: readonly ConsumerRow[];
  readonly members: readonly LiveMember[];
  /** By consumer; those without any are not in it. */
  readonly parkedKeys: ReadonlyMap<string, number>;
  /** Why a person has paused it, by consumer. */
  readonly pauses: ReadonlyMap<string, string>;
}

export interface PositionReset {
  readonly channel: string;
  readonly partition: number;
  /** Where it stood when it was looked at. */
  readonly from: number;
  readonly to: number;
}

/** A log, and the position after which everything comes again. */
export interface BackTo {
  readonly source: string;
  readonly position: number;
}

/** The consumers of a service for operators, whether any process of it runs or not. */
export class ConsumerAdmin {
  readonly #connection: Connection;

  /** @param options of the owner of the service's database */
  constructor(options: ConnectionOptions) {
    this.#connection = new Connection(options);
  }

  async stand(): Promise<ConsumerStand> {
    const [rows = [], members = [], states = []] = await this.#connection.transaction(
      ["consumer-rows", "live-members", "consumer-states"].map((name) => ({
        statement: sql(name),
        values: [],
      })),
    );
    const said = states as { consumer: string; parked_keys: number; reason: string | null }[];
    return {
      rows: rows as ConsumerRow[],
      members: (
        members as { consumer: string; owner: string; joined_at: number; lease_until: number }[]
      ).map(({ consumer, owner, joined_at, lease_until }) => ({
        consumer,
        owner,
        joinedAt: Math.round(joined_at),
        leaseUntil: Math.round(lease_until),
      })),
      parkedKeys: new Map(said.map(({ consumer, parked_keys }) => [consumer, parked_keys])),
      pauses: new Map(
        said.flatMap(({ consumer, reason }) => (reason === null ? [] : [[consumer, reason]])),
      ),
    };
  }

  /** Parked messages that come again from the log, and messages that a person has edited, when it goes back so far. */
  async messagesBehind(
    consumer: string,
    back: readonly BackTo[],
  ): Promise<{ readonly parked: number; readonly edited: number }> {
    const [row] = await this.#connection.query<{ parked: number; edited: number }>(
      sql("messages-behind"),
      [consumer, back.map(({ source }) => source), back.map(({ position }) => position)],
    );
    return row ?? { parked: 0, edited: 0 };
  }

  /**
   * Sets positions anew: all of them, or none. What was parked behind one that goes back is let go, since it
   * comes again from the log.
   * @returns how many parked messages were let go
   * @throws {Retryable} `group-changed` when a process has become a member, or a position has moved
   */
  async reset(consumer: string, resets: readonly PositionReset[]): Promise<number> {
    try {
      const results = await this.#connection.transaction([
        { statement: sql("lock-consumer"), values: [consumer] },
        {
          statement: sql("reset-positions"),
          values: [
            consumer,
            resets.map(({ channel }) => channel),
            resets.map(({ partition }) => partition),
            resets.map(({ from }) => from),
            resets.map(({ to }) => to),
          ],
        },
      ]);
      const [row] = (results.at(-1) ?? []) as { freed: number }[];
      return row?.freed ?? 0;
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      throw new Retryable(
        "group-changed",
        `group ${consumer} has moved, or a process has become a member of it, since it was looked at; nothing was changed: look again`,
        { status: 409, cause: error },
      );
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
