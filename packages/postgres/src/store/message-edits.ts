import type { Database, Recorded } from "@waybill/kit";
import { takenFromEarlier } from "./dead-letter-triage.ts";

export interface Edit {
  /** Number of the dead letter. */
  readonly letter: number;
  /** How often it was edited before; another number: somebody was faster. */
  readonly edits: number;
  /** The whole message as it is to be handled. */
  readonly message: Recorded;
  /** What it said before. */
  readonly before: unknown;
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the replay that the edit makes. */
  readonly replay: string;
}

/** An edit as it is kept for good. */
export interface MessageEdit {
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
  readonly edit: number;
  readonly key: string;
  readonly type: string;
  readonly before: unknown;
  readonly data: unknown;
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

const shown = 200;

/**
 * Messages of one service that a person has edited. The event stays in its log as it is; its consumer
 * handles the edited one in its place, under the same position and id, and so once.
 */
export class MessageEdits {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Edits a dead letter and has it tried again. @returns false when it is not dead any more, or was edited meanwhile */
  async apply(tenant: string, edit: Edit): Promise<boolean> {
    const { letter, edits, message, before, by, reason, at, replay } = edit;
    const [done] = await this.#database.query<{ readonly count: number }>(
      `with chosen as materialized (
         select id, replay from parked
         where tenant in ($1, '') and status = 'dead' and id = $2 and edits = $3 for update
       ), marked as (
         update parked set message = $4::json, edits = edits + 1, status = 'retry', attempts = 0,
           replay = $5, next_at = to_timestamp($6::float8 / 1000)
         from chosen where parked.id = chosen.id returning parked.*
       ), ${takenFromEarlier}, kept as (
         insert into replays (id, tenant, started_at, letters)
         select $5, $1, to_timestamp($6::float8 / 1000), 1 from marked
       ), noted as (
         insert into message_edits (consumer, source, position, edit, key, tenant, type, schema_version,
                                    before, data, edited_by, edited_at, reason)
         select consumer, source, position, edits, key, $1, type, $7, $8::json, $9::json, $10,
                to_timestamp($6::float8 / 1000), $11 from marked
       )
       select count(*)::int as count from marked`,
      [
        tenant,
        letter,
        edits,
        JSON.stringify(message),
        replay,
        at,
        message.schemaVersion,
        JSON.stringify(before),
        JSON.stringify(message.data),
        by,
        reason,
      ],
    );
    return done?.count === 1;
  }

  /** Of one key, oldest first; not more than 200. */
  async of(tenant: string, key: string): Promise<readonly MessageEdit[]> {
    const rows = await this.#database.query<Omit<MessageEdit, "position"> & { position: string }>(
      `select consumer, source, position, edit, key, type, before, data, edited_by as by,
         edited_at as at, reason
       from message_edits where tenant = $1 and key = $2 order by edited_at, edit limit ${shown}`,
      [tenant, key],
    );
    return rows.map(({ position, ...rest }) => ({ ...rest, position: Number(position) }));
  }
}
