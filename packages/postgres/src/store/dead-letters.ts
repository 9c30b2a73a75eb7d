import type { Database, ParkedMessage, Recorded } from "@waybill/kit";

/** A parked message as a person sees it. */
export interface DeadLetter extends Omit<ParkedMessage, "nextAt" | "parkedAt"> {
  readonly tenant: string;
  readonly parkedAt: Date;
  readonly nextAt: Date | null;
  /** Messages of the same key that wait behind it. */
  readonly behind: number;
}

interface Row {
  id: string;
  consumer: string;
  key: string;
  tenant: string;
  message: Recorded;
  status: DeadLetter["status"];
  attempts: number;
  code: string;
  error: string;
  parked_at: Date;
  next_at: Date | null;
  behind: string;
}

const columns = `id, consumer, key, tenant, message, status, attempts, code, error, parked_at, next_at,
  (select count(*) from parked as later
   where later.consumer = parked.consumer and later.key = parked.key and later.id > parked.id) as behind`;

/**
 * The parked messages of one service, for the people who look after it. What names no tenant, since it
 * cannot be read, is shown to those of each.
 */
export class DeadLetters {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first; only dead ones unless `all`. */
  async list(query: {
    readonly tenant: string;
    readonly all: boolean;
    readonly before?: number;
    /** Only those of one key, such as an order's id. */
    readonly key?: string | undefined;
    readonly limit: number;
    readonly consumer?: string | undefined;
    readonly code?: string | undefined;
    readonly type?: string | undefined;
  }): Promise<readonly DeadLetter[]> {
    const { tenant, all, before = null, limit } = query;
    const { key = null, consumer = null, code = null, type = null } = query;
    const rows = await this.#database.query<Row>(
      `select ${columns} from parked
       where tenant in ($1, '') and ${all ? "status <> 'dropped'" : "status = 'dead'"}
         and ($2::bigint is null or id < $2) and ($4::text is null or consumer = $4)
         and ($5::text is null or code = $5) and ($6::text is null or type = $6)
         and ($7::text is null or key = $7)
       order by id desc limit $3`,
      [tenant, before, limit, consumer, code, type, key],
    );
    return rows.map(deadLetter);
  }

  /** How many wait for a person. */
  async count(tenant: string): Promise<number> {
    const rows = await this.#database.query<{ readonly count: number }>(
      "select count(*)::int as count from parked where tenant = $1 and status = 'dead'",
      [tenant],
    );
    return rows[0]?.count ?? 0;
  }

  async find(tenant: string, id: number): Promise<DeadLetter | undefined> {
    const rows = await this.#database.query<Row>(
      `select ${columns} from parked where tenant in ($1, '') and id = $2 and status <> 'dropped'`,
      [tenant, id],
    );
    return rows.map(deadLetter)[0];
  }

  /** Makes a dead letter due at once. Pressing twice changes nothing more. @returns whether it was dead */
  async replay(tenant: string, id: number): Promise<boolean> {
    const rows = await this.#database.query(
      `update parked set status = 'retry', attempts = 0, next_at = to_timestamp(0)
       where tenant in ($1, '') and id = $2 and status = 'dead' returning id`,
      [tenant, id],
    );
    return rows.length > 0;
  }

  /**
   * Gives a dead letter up; those behind it go on. Its consumer takes it away, so that no message
   * that is just queueing behind it is left alone. @returns whether it was there and dead
   */
  async drop(tenant: string, id: number): Promise<boolean> {
    const rows = await this.#database.query(
      `update parked set status = 'dropped', next_at = to_timestamp(0)
       where tenant in ($1, '') and id = $2 and status = 'dead' returning id`,
      [tenant, id],
    );
    return rows.length > 0;
  }
}

function deadLetter(row: Row): DeadLetter {
  const { id, parked_at: parkedAt, next_at: nextAt, behind, ...rest } = row;
  return { ...rest, id: Number(id), parkedAt, nextAt, behind: Number(behind) };
}
