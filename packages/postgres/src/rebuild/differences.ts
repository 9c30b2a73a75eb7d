import type { View } from "@waybill/kit";
import { quoted, viewStatements } from "../store/view-sql.ts";
import type { Session } from "./session.ts";
import type { Shadow } from "./shadow.ts";

/** Rows by how they are wrong. */
export interface Differences {
  /** The log makes them, and the view does not have them. */
  readonly missing: number;
  /** They are there with other values. */
  readonly different: number;
  /** The view has them, and nothing in the log makes them. */
  readonly unexpected: number;
}

export interface Example {
  readonly kind: keyof Differences;
  readonly key: Readonly<Record<string, unknown>>;
  /** Columns that differ: as they are, and as the log makes them; all of a row that is on one side only. */
  readonly columns: readonly {
    readonly column: string;
    readonly stored: unknown;
    readonly fromLog: unknown;
  }[];
}

type Values = Readonly<Record<string, unknown>>;

const maxExamples = 10;

// In `rebuild_differences` the names of columns hold a space, so that no view has a column of that name.

/** The rows in which a view differs from its shadow, in a temporary table of the shadow's session. */
export class DifferingRows {
  readonly #session: Session;
  readonly #view: View;
  readonly #table: string;
  readonly #shadow: string;
  readonly #columns: readonly string[];
  readonly #key: string;

  constructor(session: Session, view: View, shadow: Shadow) {
    this.#session = session;
    this.#view = view;
    this.#table = quoted(view.table);
    this.#shadow = shadow.table;
    this.#columns = viewStatements(view).columns;
    this.#key = view.key.map(quoted).join(", ");
  }

  /** Of the moment that the session looks at. */
  async find(): Promise<Differences> {
    const [first = ""] = this.#view.key.map(quoted);
    const differs = this.#values()
      .map(
        (column) =>
          `${this.#comparable("live", column)} is distinct from ${this.#comparable("shadow", column)}`,
      )
      .join(" or ");
    await this.#session.query(
      `create temp table rebuild_differences as
       select row_number() over () as "rebuild id", ${this.#key},
              case when live.${first} is null then 'missing'
                   when shadow.${first} is null then 'unexpected' else 'different' end as "rebuild kind"
       from ${this.#table} as live full join ${this.#shadow} as shadow using (${this.#key})
       where live.${first} is null or shadow.${first} is null${differs === "" ? "" : ` or ${differs}`}`,
    );
    await this.#session.query('create index on rebuild_differences ("rebuild id")');
    await this.#session.query("analyze rebuild_differences");
    const rows = await this.#session.query<{ kind: keyof Differences; count: number }>(
      `select "rebuild kind" as kind, count(*)::int as count from rebuild_differences group by 1`,
    );
    const counts = new Map(rows.map(({ kind, count }) => [kind, count]));
    return {
      missing: counts.get("missing") ?? 0,
      different: counts.get("different") ?? 0,
      unexpected: counts.get("unexpected") ?? 0,
    };
  }

  /** A few; where rows have a tenant, only that tenant's. */
  async examples(tenant: string): Promise<readonly Example[]> {
    const isOfTenants = this.#view.key.includes("tenant");
    const rows = await this.#session.query<{
      kind: keyof Differences;
      stored: Values | null;
      from_log: Values | null;
    }>(
      `select "rebuild kind" as kind, to_jsonb(live) as stored, to_jsonb(shadow) as from_log
       from rebuild_differences as found
       left join ${this.#table} as live using (${this.#key})
       left join ${this.#shadow} as shadow using (${this.#key})
       ${isOfTenants ? "where found.tenant = $1" : ""} order by found."rebuild id" limit ${maxExamples}`,
      isOfTenants ? [tenant] : [],
    );
    return rows.map(({ kind, stored, from_log: fromLog }) => ({
      kind,
      key: Object.fromEntries(
        this.#view.key.map((column) => [column, (stored ?? fromLog)?.[column]]),
      ),
      columns: this.#columnsOf(stored, fromLog),
    }));
  }

  /**
   * Puts the rows of this part right, within the transaction at hand: the view must have been kept from
   * changing since the shadow was brought up to date.
   */
  async repair(from: number, to: number): Promise<void> {
    const match = (other: string): string =>
      this.#view.key
        .map((column) => `${other}.${quoted(column)} = found.${quoted(column)}`)
        .join(" and ");
    const columns = this.#columns.map(quoted);
    const sets = this.#values().map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
    await this.#session.query(
      `delete from ${this.#table} as live using rebuild_differences as found
       where found."rebuild id" between $1 and $2 and ${match("live")}
         and not exists (select from ${this.#shadow} as shadow where ${match("shadow")})`,
      [from, to],
    );
    await this.#session.query(
      `insert into ${this.#table} (${columns.join(", ")})
       select ${columns.map((column) => `shadow.${column}`).join(", ")}
       from rebuild_differences as found join ${this.#shadow} as shadow on ${match("shadow")}
       where found."rebuild id" between $1 and $2
       on conflict (${this.#key}) do ${sets.length === 0 ? "nothing" : `update set ${sets.join(", ")}`}`,
      [from, to],
    );
    await this.#session.query(
      `insert into view_repairs as known (view, repairs) values ($1, 1)
       on conflict (view) do update set repairs = known.repairs + 1`,
      [this.#view.table],
    );
  }

  #values(): readonly string[] {
    return this.#columns.filter((column) => !this.#view.key.includes(column));
  }

  /** The type json has no equality; as text it is the same when it was written the same. */
  #comparable(of: string, column: string): string {
    const name = `${of}.${quoted(column)}`;
    return this.#view.columns[column] === "json" ? `${name}::text` : name;
  }

  #columnsOf(stored: Values | null, fromLog: Values | null): Example["columns"] {
    return this.#values()
      .map((column) => ({
        column,
        stored: stored?.[column] ?? null,
        fromLog: fromLog?.[column] ?? null,
      }))
      .filter(({ stored: one, fromLog: other }) => JSON.stringify(one) !== JSON.stringify(other));
  }
}
