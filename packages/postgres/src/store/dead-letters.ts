import type { Attempt, Database, ParkedMessage, Recorded } from "@waybill/kit";

/** A parked message as a person sees it. */
export interface DeadLetter extends Omit<ParkedMessage, "nextAt" | "parkedAt"> {
  readonly tenant: string;
  readonly parkedAt: Date;
  readonly nextAt: Date | null;
  /** Messages of the same key that wait behind it. */
  readonly behind: number;
  /** How often its message was edited. */
  readonly edits: number;
}

/** One by itself, with what has failed: the first ten attempts and the last ten. */
export interface DeadLetterStory extends DeadLetter {
  readonly failures: readonly Attempt[];
}

interface Query {
  readonly tenant: string;
  readonly all: boolean;
  readonly before?: number;
  /** Only those of one key, such as an order's id. */
  readonly key?: string | undefined;
  readonly limit: number;
  readonly consumer?: string | undefined;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
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
  edits: number;
  behind: string;
}

const columns = `id, consumer, key, tenant, message, status, attempts, code, error, parked_at, next_at, edits,
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
  async list(query: Query): Promise<readonly DeadLetter[]> {
    const { condition, values } = conditionOf(query);
    // Of each tenant by itself, so that the index gives the order and nothing is sorted.
    const some = (tenant: string): string =>
      `(select * from parked where tenant = ${tenant} and ${condition} order by id desc limit $2)`;
    const rows = await this.#database.query<Row>(
      `select ${columns} from (${some("$1")} union all ${some("''")}) as parked
       order by id desc limit $2`,
      [query.tenant, query.limit, ...values],
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

  async find(tenant: string, id: number): Promise<DeadLetterStory | undefined> {
    const rows = await this.#database.query<Row & { readonly attempt_log: Attempt[] | null }>(
      `select ${columns}, attempt_log from parked
       where tenant in ($1, '') and id = $2 and status <> 'dropped'`,
      [tenant, id],
    );
    return rows.map(({ attempt_log: failures, ...row }) => ({
      ...deadLetter(row),
      failures: failures ?? [],
    }))[0];
  }
}

const filters = ["key", "consumer", "code", "type"] as const;

function conditionOf(query: Query): {
  readonly condition: string;
  readonly values: readonly unknown[];
} {
  const parts = [query.all ? "status <> 'dropped'" : "status = 'dead'"];
  const values: unknown[] = [];
  const add = (left: string, value: unknown): void => {
    values.push(value);
    parts.push(`${left} $${values.length + 2}`);
  };
  if (query.before !== undefined) add("id <", query.before);
  for (const name of filters) if (query[name] !== undefined) add(`${name} =`, query[name]);
  return { condition: parts.join(" and "), values };
}

function deadLetter(row: Row): DeadLetter {
  const { id, parked_at: parkedAt, next_at: nextAt, behind, ...rest } = row;
  return { ...rest, id: Number(id), parkedAt, nextAt, behind: Number(behind) };
}
