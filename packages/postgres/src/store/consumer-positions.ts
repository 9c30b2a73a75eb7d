import type { Database } from "@waybill/kit";

/** How far a consumer has read one partition of a channel, and who reads it. */
export interface ConsumerPosition {
  readonly consumer: string;
  readonly channel: string;
  readonly partition: number;
  readonly position: number;
  /** Counts the leases of the partition. */
  readonly epoch: number;
  /** Null: nobody has it now. */
  readonly owner: string | null;
}

/** Where the consumers of a service stand with what their bus reads by, for the people who look on: a few rows each. */
export class ConsumerPositions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Promise<readonly ConsumerPosition[]> {
    return this.#database.query<ConsumerPosition>(
      `select consumer, source as channel, partition, position::float8 as position, epoch::float8 as epoch, owner
       from positions where current order by consumer, source, partition`,
    );
  }

  /** Consumers that a person has paused. */
  async paused(): Promise<ReadonlySet<string>> {
    const rows = await this.#database.query<{ readonly consumer: string }>(
      "select consumer from pauses",
    );
    return new Set(rows.map(({ consumer }) => consumer));
  }
}
