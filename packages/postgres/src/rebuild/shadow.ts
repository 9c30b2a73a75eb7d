import type { View, ViewWrite } from "@waybill/kit";
import { textArray } from "../array-literal.ts";
import { columnArrays, quoted, viewStatements } from "../store/view-sql.ts";
import type { Session } from "./session.ts";

const twins = new WeakMap<View, View>();

/**
 * The view as it is written to its shadow. Always the same one for a view, since the statements of
 * every view that writes are kept.
 */
function twinOf(view: View): View {
  const known = twins.get(view);
  if (known !== undefined) return known;
  const twin = { ...view, table: `rebuild_${view.table}` };
  twins.set(view, twin);
  return twin;
}

/**
 * What the log makes of a view, in temporary tables of a session: nobody else sees them, and they are gone
 * with the session, however it ends.
 */
export class Shadow {
  /** What rows have to be written for. */
  readonly view: View;
  readonly #session: Session;
  readonly #of: View;

  constructor(session: Session, view: View) {
    this.#session = session;
    this.#of = view;
    this.view = twinOf(view);
  }

  get table(): string {
    return quoted(this.view.table);
  }

  async create(): Promise<void> {
    const { columns } = viewStatements(this.view);
    const key = this.#of.key.map(quoted).join(", ");
    await this.#session.query(
      `create temp table ${this.table} as
       select ${columns.map(quoted).join(", ")} from ${quoted(this.#of.table)} with no data`,
    );
    await this.#session.query(`alter table ${this.table} add primary key (${key})`);
    await this.#session.query(
      "create temp table rebuild_states (stream text primary key, state text not null)",
    );
  }

  async write(writes: readonly ViewWrite[]): Promise<void> {
    for (const { view, upserts, deletes } of writes) {
      const statements = viewStatements(view);
      if (deletes.length > 0)
        await this.#session.prepared(statements.delete, columnArrays(view.key, deletes));
      if (upserts.length > 0)
        await this.#session.prepared(statements.upsert, columnArrays(statements.columns, upserts));
    }
  }

  /** States of streams as the events so far make them; those that it does not know are left out. */
  async states(streams: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    if (streams.length === 0) return new Map();
    const rows = await this.#session.prepared<{ stream: string; state: string }>(
      {
        name: "rebuild-states",
        text: "select stream, state from rebuild_states where stream = any($1::text[])",
      },
      [textArray(streams)],
    );
    return new Map(rows.map(({ stream, state }) => [stream, JSON.parse(state) as unknown]));
  }

  async keep(states: ReadonlyMap<string, unknown>): Promise<void> {
    if (states.size === 0) return;
    await this.#session.prepared(
      {
        name: "rebuild-keep",
        text: `insert into rebuild_states select * from unnest($1::text[], $2::text[])
               on conflict (stream) do update set state = excluded.state`,
      },
      [
        textArray([...states.keys()]),
        textArray([...states.values()].map((state) => JSON.stringify(state))),
      ],
    );
  }
}
