import type { Contract, Recorded } from "@waybill/kit";
import { Connection, type ConnectionOptions } from "../connection.ts";
import { sql } from "../sql.ts";
import { recordedOf, type EventRow } from "../store/event-row.ts";

interface PartRow extends EventRow {
  readonly head: string;
  readonly last: string;
}

export interface LogPart {
  readonly events: readonly Recorded[];
  /** Everything up to here has been looked at. */
  readonly scannedTo: number;
  /** Newest position of the log. */
  readonly head: number;
}

export interface StreamsPart {
  readonly after?: { readonly time: number; readonly position: number };
  readonly limit: number;
}

const windowPositions = 20_000;

/** Reads one service's log, through a role that may do nothing else. */
export class LogReader {
  readonly #source: string;
  readonly #connection: Connection;
  readonly #contracts: ReadonlyMap<string, Contract>;

  constructor(
    options: ConnectionOptions & { source: string; contracts: ReadonlyMap<string, Contract> },
  ) {
    this.#source = options.source;
    this.#contracts = options.contracts;
    this.#connection = new Connection(options);
  }

  /** Events of the given types after a position, oldest first, at most `limit`. */
  async read(types: readonly string[], after: number, limit: number): Promise<LogPart> {
    const rows = await this.#connection.query<PartRow>(sql("read-log"), [
      after,
      types,
      limit,
      windowPositions,
    ]);
    const [first] = rows;
    if (first === undefined) return { events: [], scannedTo: after, head: after };
    const events = rows.filter((row) => row.position !== null).map((row) => this.#recorded(row));
    const full = events.length === limit;
    return {
      events,
      scannedTo: full ? (events.at(-1)?.position ?? after) : Math.max(after, Number(first.last)),
      head: Number(first.head),
    };
  }

  /** Newest position of the log; 0 when it is empty. */
  async head(): Promise<number> {
    const rows = await this.#connection.query<{ head: string }>(sql("read-head"), []);
    return Number(rows[0]?.head ?? 0);
  }

  /** Events of the given streams by time, and by position where that is the same: all, or a part. */
  async streams(streams: readonly string[], part?: StreamsPart): Promise<readonly Recorded[]> {
    const { after, limit } = part ?? {};
    const rows = await this.#connection.query<EventRow>(sql("read-streams"), [
      streams,
      after?.time ?? null,
      after?.position ?? null,
      limit ?? null,
    ]);
    return rows.map((row) => this.#recorded(row));
  }

  /** The event at a position. */
  async at(position: number): Promise<Recorded | undefined> {
    const rows = await this.#connection.query<EventRow>(sql("read-positions"), [[position]]);
    return rows.map((row) => this.#recorded(row))[0];
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  #recorded(row: EventRow): Recorded {
    return recordedOf(row, { source: this.#source, contracts: this.#contracts });
  }
}
