import type { Database } from "@waybill/kit";

export interface Endpoint {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  readonly topics: readonly string[];
  readonly secret: string;
  readonly registeredAt: number;
}

export interface NewDelivery {
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly eventId: string;
  readonly topic: string;
  readonly body: string;
}

export interface DueDelivery {
  readonly id: string;
  readonly endpoint_id: string;
  readonly body: string;
  readonly attempts: number;
}

export interface Attempt {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  readonly status?: number;
  readonly error?: string;
}

export interface Claim {
  readonly now: number;
  /** Most deliveries in all. */
  readonly limit: number;
  /** Endpoints that can be sent to, with the most deliveries of each. */
  readonly rooms: ReadonlyMap<string, number>;
}

/** If a process dies with a call under way, another makes it again after this time. */
const claimMs = 60_000;

/** The tables of outgoing webhooks. Every method is one statement. */
export class DeliveryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async activeEndpoints(): Promise<readonly Endpoint[]> {
    const rows = await this.#database.query<Endpoint & { registered_at: string }>(
      `SELECT id, tenant, url, topics, secret, registered_at FROM webhook_endpoints WHERE status = 'active'`,
    );
    return rows.map(({ registered_at, ...rest }) => ({
      ...rest,
      registeredAt: Number(registered_at),
    }));
  }

  /**
   * Moves positions on to the heads of the logs, while nobody is registered. The heads must have been
   * read before: a registration that this statement does not see yet is then later than they are, so
   * nothing that is due to it is passed over.
   */
  async skipTo(heads: ReadonlyMap<string, number>): Promise<void> {
    await this.#database.query(
      `INSERT INTO webhook_positions AS known (source, position)
       SELECT * FROM unnest($1::text[], $2::bigint[])
       ON CONFLICT (source) DO UPDATE SET position = greatest(known.position, excluded.position)
       WHERE NOT EXISTS (SELECT 1 FROM webhook_endpoints WHERE status = 'active')`,
      [[...heads.keys()], [...heads.values()]],
    );
  }

  async positions(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.query<{ source: string; position: string }>(
      `SELECT source, position FROM webhook_positions`,
    );
    return new Map(rows.map((row) => [row.source, Number(row.position)]));
  }

  /**
   * Writes deliveries and the position that they follow from together, if the position still is where
   * this process thinks it is.
   * @returns false when another process was faster; nothing was written then
   */
  async addDeliveries(
    move: { readonly source: string; readonly from: number; readonly to: number },
    deliveries: readonly NewDelivery[],
    now: number,
  ): Promise<boolean> {
    const [row] = await this.#database.query<{ moved: number }>(
      `WITH moved AS (
         UPDATE webhook_positions SET position = $3 WHERE source = $1 AND position = $2 RETURNING source
       ), written AS (
         INSERT INTO webhook_deliveries (id, endpoint_id, tenant, event_id, topic, body, next_at, created_at)
         SELECT given.*, $4::bigint, $4::bigint
         FROM moved CROSS JOIN unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]) AS given
       )
       SELECT count(*)::int AS moved FROM moved`,
      [
        move.source,
        move.from,
        move.to,
        now,
        deliveries.map((each) => each.id),
        deliveries.map((each) => each.endpoint.id),
        deliveries.map((each) => each.endpoint.tenant),
        deliveries.map((each) => each.eventId),
        deliveries.map((each) => each.topic),
        deliveries.map((each) => each.body),
      ],
    );
    return row?.moved === 1;
  }

  /**
   * Takes what has been due longest, and counts the attempt. Each endpoint is looked through by
   * itself, so the backlog of one costs the others neither room nor time.
   */
  claimDue({ now, limit, rooms }: Claim): Promise<readonly DueDelivery[]> {
    return this.#database.query<DueDelivery>(
      `WITH due AS MATERIALIZED (
         SELECT waiting.id
         FROM unnest($4::text[], $5::int[]) AS free (endpoint_id, room)
         CROSS JOIN LATERAL (
           SELECT id, next_at FROM webhook_deliveries
           WHERE status = 'pending' AND endpoint_id = free.endpoint_id AND next_at <= $1
           ORDER BY next_at, id LIMIT free.room FOR UPDATE SKIP LOCKED
         ) AS waiting
         ORDER BY waiting.next_at, waiting.id LIMIT $3
       )
       UPDATE webhook_deliveries AS taken SET attempts = attempts + 1, next_at = $2
       FROM due WHERE taken.id = due.id
       RETURNING taken.id, taken.endpoint_id, taken.body, taken.attempts`,
      [now, now + claimMs, limit, [...rooms.keys()], [...rooms.values()]],
    );
  }

  async recordDelivered(delivery: DueDelivery, attempt: Attempt): Promise<void> {
    await this.#database.query(
      `WITH well AS (DELETE FROM webhook_failing WHERE endpoint_id = $4)
       UPDATE webhook_deliveries SET status = 'delivered', delivered_at = $3, log = log || $2::jsonb WHERE id = $1`,
      [delivery.id, JSON.stringify([attempt]), attempt.at, delivery.endpoint_id],
    );
  }

  /**
   * @param nextAt when to try again; undefined: no more
   * @returns since when every attempt at this endpoint has failed
   */
  async recordFailed(
    delivery: DueDelivery,
    attempt: Attempt,
    nextAt: number | undefined,
  ): Promise<number> {
    const [row] = await this.#database.query<{ since: string }>(
      `WITH noted AS (
         UPDATE webhook_deliveries SET log = log || $2::jsonb, next_at = coalesce($3::bigint, next_at),
           status = CASE WHEN $3::bigint IS NULL THEN 'failed' ELSE 'pending' END
         WHERE id = $1
       )
       INSERT INTO webhook_failing AS known (endpoint_id, since) VALUES ($4, $5)
       ON CONFLICT (endpoint_id) DO UPDATE SET since = known.since RETURNING since`,
      [delivery.id, JSON.stringify([attempt]), nextAt ?? null, delivery.endpoint_id, attempt.at],
    );
    return Number(row?.since ?? attempt.at);
  }

  /** Nothing more is sent to an endpoint; what waited has failed. */
  async abandon(endpointId: string): Promise<void> {
    await this.#database.query(
      `WITH forgotten AS (DELETE FROM webhook_failing WHERE endpoint_id = $1)
       UPDATE webhook_deliveries SET status = 'failed' WHERE endpoint_id = $1 AND status = 'pending'`,
      [endpointId],
    );
  }

  /** Deletes what was made before a time, at most 10,000. */
  async deleteBefore(time: number): Promise<void> {
    await this.#database.query(
      `DELETE FROM webhook_deliveries WHERE id IN (
         SELECT id FROM webhook_deliveries WHERE created_at < $1 ORDER BY id LIMIT 10000)`,
      [time],
    );
  }
}
