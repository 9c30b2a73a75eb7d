import type { Database } from "@waybill/kit";

/** What dead letters have in common that failed for one reason. */
export interface Cause {
  readonly consumer: string;
  readonly code: string;
  readonly type: string;
}

/** Letters that were looked at and chosen, or all of a cause as they are at that moment. */
export type Selection = { readonly ids: readonly number[] } | { readonly cause: Cause };

export interface CauseGroup extends Cause {
  readonly letters: number;
  /** As many: of a key a consumer has one dead letter, behind which all others wait. */
  readonly keys: number;
  readonly since: Date;
  readonly newest: Date;
  /** Messages that wait behind them. */
  readonly behind: number;
}

/** What replaying a selection would do. */
export interface Survey {
  readonly letters: number;
  readonly keys: number;
  readonly behind: number;
  /** Of the selection, those that were replayed already and have not been tried yet. */
  readonly waiting: number;
}

export interface ReplayOrder {
  readonly id: string;
  /** When the first one is due, in milliseconds since 1970. */
  readonly from: number;
  readonly perSecond: number;
}

export interface ReplayProgress {
  readonly id: string;
  readonly startedAt: Date;
  readonly letters: number;
  /** Not tried yet. */
  readonly waiting: number;
  /** Tried and failed, and tried again by themselves. */
  readonly retrying: number;
  readonly dead: number;
  /** Replayed once more, or dropped since. */
  readonly taken: number;
}

/** A statement does no more than this many, so that it ends within its time. */
const chunk = 10_000;
const keptDays = 7;

/**
 * Dead letters of one service by the hundred thousand: counted by cause from an index, tried again at a
 * limited rate, dropped. Replaying only marks them, each with the time at which it is due: nothing has to
 * run meanwhile, a restart changes nothing, and a letter that somebody else has marked is left alone.
 */
export class DeadLetterTriage {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The largest groups, at most `limit`. */
  groups(tenant: string, limit: number): Promise<readonly CauseGroup[]> {
    return this.#database.query<CauseGroup>(
      `with found as (
         select consumer, code, type, count(*)::int as letters, min(parked_at) as since,
           max(parked_at) as newest
         from parked where tenant in ($1, '') and status = 'dead' group by consumer, code, type
       ), waiting as (
         select consumer, code, type, count(*)::int as behind
         from (select consumer, key from parked where status = 'queued') as queued
         join (select consumer, key, code, type from parked
               where tenant in ($1, '') and status = 'dead') as dead using (consumer, key)
         group by consumer, code, type
       )
       select found.*, letters as keys, coalesce(behind, 0) as behind
       from found left join waiting using (consumer, code, type)
       order by letters desc, consumer, code, type limit $2`,
      [tenant, limit],
    );
  }

  /** Keys of a group, at most `limit`. */
  async keys(tenant: string, { consumer, code, type }: Cause, limit: number): Promise<string[]> {
    const rows = await this.#database.query<{ readonly key: string }>(
      `select distinct key from (select key from parked
         where tenant in ($1, '') and status = 'dead' and consumer = $2 and code = $3 and type = $4
         limit $5) as few`,
      [tenant, consumer, code, type, limit],
    );
    return rows.map(({ key }) => key);
  }

  async survey(tenant: string, selection: Selection): Promise<Survey> {
    const { condition, values } = chosenBy(selection);
    const [found] = await this.#database.query<Survey>(
      `with dead as materialized (
         select consumer, key from parked
         where tenant in ($1, '') and status = 'dead' and ${condition}
       )
       select (select count(*) from dead)::int as letters, (select count(*) from dead)::int as keys,
         (select count(*) from (select consumer, key from parked where status = 'queued') as queued
          join dead using (consumer, key))::int as behind,
         (select count(*) from parked
          where tenant in ($1, '') and status = 'retry' and attempts = 0 and replay is not null
            and ${condition})::int as waiting`,
      [tenant, ...values],
    );
    return found ?? { letters: 0, keys: 0, behind: 0, waiting: 0 };
  }

  /**
   * Has dead letters tried again, one after the other, in the order in which they died.
   * @returns how many; those that are not dead any more are not among them
   */
  async replay(tenant: string, selection: Selection, order: ReplayOrder): Promise<number> {
    // What dies while this runs is not of the moment at which it began.
    const last = await this.#newest();
    let replayed = 0;
    for (let after: number | null = 0; after !== null;) {
      const step: { readonly count: number; readonly last: number | null } = await this.#replaySome(
        { tenant, selection, order },
        { after, last, turn: replayed },
      );
      replayed += step.count;
      after = step.last;
    }
    return replayed;
  }

  async #newest(): Promise<number> {
    const [row] = await this.#database.query<{ readonly id: string | null }>(
      "select max(id) as id from parked",
    );
    return Number(row?.id ?? 0);
  }

  async #replaySome(
    what: { readonly tenant: string; readonly selection: Selection; readonly order: ReplayOrder },
    where: { readonly after: number; readonly last: number; readonly turn: number },
  ): Promise<{ readonly count: number; readonly last: number | null }> {
    const { condition, values } = chosenBy(what.selection);
    const { id, from, perSecond } = what.order;
    const at = values.length + 2;
    // Locked in the order of their ids, so that two who replay the same do not wait for each other.
    const [done] = await this.#database.query<{ count: number; last: string | null }>(
      `with chosen as materialized (
         select id, replay from parked
         where tenant in ($1, '') and status = 'dead' and ${condition}
           and id > $${at} and id <= $${at + 1}
         order by id limit ${chunk} for update
       ), turns as (
         select id, row_number() over (order by id) - 1 + $${at + 2}::int as turn from chosen
       ), marked as (
         update parked set status = 'retry', attempts = 0, replay = $${at + 3},
           next_at = to_timestamp($${at + 4}::float8 / 1000 + turn / $${at + 5}::float8)
         from turns where parked.id = turns.id returning parked.id
       ), ${takenFromEarlier}, kept as (
         insert into replays (id, tenant, started_at, letters)
         select $${at + 3}, $1, to_timestamp($${at + 4}::float8 / 1000), count(*) from marked
         having count(*) > 0
         on conflict (id) do update set letters = replays.letters + excluded.letters
       ), old as (
         delete from replays where tenant = $1 and started_at < now() - interval '${keptDays} days'
       )
       select count(*)::int as count, max(id) as last from marked`,
      [what.tenant, ...values, where.after, where.last, where.turn, id, from, perSecond],
    );
    const last = done?.last ?? null;
    return { count: done?.count ?? 0, last: last === null ? null : Number(last) };
  }

  /** Gives dead letters up; those behind them go on. @returns how many were dead */
  async drop(tenant: string, ids: readonly number[]): Promise<number> {
    const [done] = await this.#database.query<{ readonly count: number }>(
      `with chosen as materialized (
         select id, replay from parked
         where tenant in ($1, '') and status = 'dead' and id = any($2::bigint[])
         order by id for update
       ), marked as (
         update parked set status = 'dropped', next_at = to_timestamp(0)
         from chosen where parked.id = chosen.id returning parked.id
       ), ${takenFromEarlier}
       select count(*)::int as count from marked`,
      [tenant, ids],
    );
    return done?.count ?? 0;
  }

  /** The latest replays, newest first, or one. */
  replays(tenant: string, id?: string): Promise<readonly ReplayProgress[]> {
    return this.#database.query<ReplayProgress>(
      `select replays.id, started_at as "startedAt", letters, taken, waiting, retrying, dead
       from (select * from replays where tenant = $1 and ($2::text is null or id = $2)
             order by started_at desc limit 20) as replays,
       lateral (
         select count(*) filter (where status = 'retry' and attempts = 0)::int as waiting,
           count(*) filter (where status = 'retry' and attempts > 0)::int as retrying,
           count(*) filter (where status = 'dead')::int as dead
         from parked where replay = replays.id) as left_over
       order by started_at desc`,
      [tenant, id ?? null],
    );
  }
}

/** Of the rows `chosen`, those that an earlier replay had are not its own any more. */
export const takenFromEarlier = `earlier as (
  update replays set taken = replays.taken + again.letters
  from (select replay, count(*)::int as letters from chosen where replay is not null group by replay) as again
  where replays.id = again.replay
)`;

function chosenBy(selection: Selection): {
  readonly condition: string;
  readonly values: readonly unknown[];
} {
  if ("ids" in selection) return { condition: "id = any($2::bigint[])", values: [selection.ids] };
  const { consumer, code, type } = selection.cause;
  return {
    condition: "consumer = $2 and code = $3 and type = $4",
    values: [consumer, code, type],
  };
}
