import type { Database } from "@waybill/kit";

export interface BacklogRequest {
  /** Types of interest. */
  readonly types: readonly string[];
  /** Of each partition, how far it is handled. */
  readonly handled: readonly number[];
  /** Head of the log at the look before; undefined: there was none, and nothing has arrived. */
  readonly since: number | undefined;
}

export interface LogBacklog {
  /** How far the log reaches. */
  readonly head: number;
  /** Messages that have come since. */
  readonly arrived: number;
  /** Messages beyond what is handled; of a long backlog only those that were looked at. */
  readonly waiting: number;
  /** Since the oldest of them was recorded; 0 when none waits. */
  readonly oldestSeconds: number;
}

/** A backlog is counted over so many places of the log: 50,000 take some 30 ms, and any policy is at its maximum. */
const mostPlaces = 50_000;

/**
 * Counts what waits in a log for one consumer, exactly, by its positions: so nothing counts that is off its
 * partition, such as parked messages and dead letters, and it is the same whatever bus brings the messages
 * and whether the consumer's processes answer or not.
 */
export async function backlogOf(
  log: Database,
  { types, handled, since }: BacklogRequest,
): Promise<LogBacklog> {
  const from = handled.length === 0 ? 0 : Math.min(...handled);
  const [row] = await log.query<LogBacklog>(
    `with head as (select coalesce(max(position), 0) as head from events)
     select head::float8 as head, arrived.count::float8 as arrived, waiting.count::float8 as waiting,
       greatest(0, coalesce(extract(epoch from now() - oldest), 0))::float8 as "oldestSeconds"
     from head cross join lateral (
       select count(*) from events
       where position > $4::bigint and position <= head and type = any($1::text[])
     ) as arrived cross join lateral (
       select count(*), min(recorded_at) as oldest from events
       where position > $2::bigint and position <= least(head, $2::bigint + ${mostPlaces})
         and type = any($1::text[])
         and position > coalesce(($3::bigint[])[partition + 1], 0)
     ) as waiting`,
    [types, from, handled, since ?? Number.MAX_SAFE_INTEGER],
  );
  return row ?? { head: 0, arrived: 0, waiting: 0, oldestSeconds: 0 };
}
