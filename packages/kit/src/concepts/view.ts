import type { Contract, DataOf, Recorded } from "./contract.ts";
import type { Command, Decider } from "./decider.ts";

/** Values of a row's columns. `undefined` and absent columns keep what the row already has. */
export type Row = Readonly<Record<string, string | number | boolean | null | undefined | object>>;

interface Table {
  /** Table of this service's database, made by one of its migrations. */
  readonly table: string;
  /** Primary key columns. */
  readonly key: readonly string[];
  /** All other columns with their PostgreSQL types, as the upsert casts them. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that only grow: a write keeps the greater of old and new, so order of arrival does not matter. */
  readonly greatest?: readonly string[];
}

/** Rows derived from the states of one of the service's own deciders, written with its events. */
export interface StateView extends Table {
  readonly kind: "state";
  readonly of: Decider;
  /** `undefined`: no row (yet). `"delete"`: the row goes. */
  row(
    state: unknown,
    change: { readonly key: string; readonly tenant: string },
  ): Row | "delete" | undefined;
}

/** Rows derived from messages, of other services too, written with the consumer's position. */
export interface MessageView extends Table {
  readonly kind: "message";
  readonly on: readonly Contract[];
  rows(message: Recorded): readonly Row[];
}

export type View = StateView | MessageView;

/** Declares a read model that mirrors the states of a decider. */
export function stateView<State, Cmd extends Command>(
  of: Decider<State, Cmd>,
  table: Table & {
    readonly row: (
      state: State,
      change: { readonly key: string; readonly tenant: string },
    ) => Row | "delete" | undefined;
  },
): StateView {
  return {
    ...table,
    kind: "state",
    of,
    row: (state, change) => table.row(state as State, change),
  };
}

export interface RowsOn {
  readonly contract: Contract;
  rows(message: Recorded): readonly Row[];
}

/** Says which rows one kind of event writes. */
export function rowsOn<C extends Contract>(
  contract: C,
  rows: (data: DataOf<C>, message: Recorded<DataOf<C>>) => readonly Row[],
): RowsOn {
  return {
    contract,
    rows: (message) => {
      const typed = message as Recorded<DataOf<C>>;
      return rows(typed.data, typed);
    },
  };
}

/** Declares a read model of messages. */
export function messageView(table: Table & { readonly on: readonly RowsOn[] }): MessageView {
  const byType = new Map(table.on.map((entry) => [entry.contract.type, entry]));
  return {
    ...table,
    kind: "message",
    on: table.on.map((entry) => entry.contract),
    rows: (message) => byType.get(message.type)?.rows(message) ?? [],
  };
}
