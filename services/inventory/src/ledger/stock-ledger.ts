import type { DataOf, StockReserved } from "@waybill/contracts";
import type { ServiceContext } from "@waybill/kit";
import { stockAt, stockStream, total, type StockState } from "../domain/stock.ts";
import type { LedgerIndex } from "./ledger-index.ts";
import { before, movementsOf, type Balance, type LedgerEvent, type Movement } from "./movements.ts";

/** So many events are looked at for one page; then it ends, though it is not full. */
const mostEvents = 5_000;

/** Where a ledger goes on: at a line of an event, with the balance after that line. */
export interface LedgerPlace {
  readonly position: number;
  readonly line: number;
  readonly balance: Balance;
}

export interface LedgerLine {
  readonly movement: Movement;
  readonly after: Balance;
}

interface Search {
  readonly tenant: string;
  readonly sku: string;
  /** Only movements at this place, and the balance there. */
  readonly location?: string | undefined;
  readonly from?: LedgerPlace | undefined;
  readonly limit: number;
}

interface LedgerPage {
  readonly lines: readonly LedgerLine[];
  /** Undefined at the first movement that ever was. */
  readonly next: LedgerPlace | undefined;
}

export interface OpenReservation {
  readonly orderId: string;
  readonly location: string;
  readonly quantity: number;
  /** Since when, and when the checkout is asked about it; milliseconds since 1970. */
  readonly at: number;
  readonly expiresAt: number;
}

/** Where the search goes on, with the units that are reserved and have not been found yet. */
export interface OpenPlace {
  readonly position: number;
  readonly left: number;
}

interface OpenSearch {
  readonly tenant: string;
  readonly sku: string;
  readonly from?: OpenPlace | undefined;
  readonly limit: number;
}

interface OpenPage {
  readonly held: readonly OpenReservation[];
  readonly next: OpenPlace | undefined;
}

/** Movements of SKUs, with the balance after each. */
export class StockLedger {
  readonly #views: ServiceContext["views"];
  readonly #index: LedgerIndex;

  constructor(views: ServiceContext["views"], index: LedgerIndex) {
    this.#views = views;
    this.#index = index;
  }

  /** Newest first. @returns undefined when there has never been stock of the SKU */
  async movements(search: Search): Promise<LedgerPage | undefined> {
    const { tenant, sku, location, limit } = search;
    const stream = stockStream(tenant, sku);
    const from = search.from ?? (await this.#newest(search));
    if (from === undefined) return undefined;
    const lines: LedgerLine[] = [];
    let { balance } = from;
    let looked = 0;
    for await (const positions of this.#parts(stream, from.position)) {
      for (const movement of (await this.#events(positions)).flatMap((each) =>
        movementsOf(each, sku),
      )) {
        const { position } = movement.event;
        if (position === from.position && movement.line < from.line) continue;
        if (location !== undefined && movement.location !== location) continue;
        if (lines.length === limit)
          return { lines, next: { position, line: movement.line, balance } };
        lines.push({ movement, after: balance });
        balance = before(balance, movement);
      }
      looked += positions.length;
      const last = positions.at(-1);
      if (looked >= mostEvents && last !== undefined)
        return { lines, next: { position: last - 1, line: 0, balance } };
    }
    return { lines, next: undefined };
  }

  async *#parts(stream: string, from: number): AsyncGenerator<readonly number[]> {
    for await (const positions of this.#index.positions(stream, from)) yield* chunks(positions);
  }

  /** State and newest position of one moment: were they read one after the other, the balance would be off. */
  async #newest({ tenant, sku, location }: Search): Promise<LedgerPlace | undefined> {
    const [found] = await this.#views.query<{ state: StockState; head: number }>(
      `select state::json as state, (select coalesce(max(position), 0) from events)::float8 as head
       from snapshots where stream = $1`,
      [stockStream(tenant, sku)],
    );
    if (found === undefined) return undefined;
    const { state, head } = found;
    const balance =
      location === undefined
        ? {
            available: total(state, "available"),
            reserved: total(state, "reserved"),
            shipped: total(state, "shipped"),
          }
        : stockAt(state, location);
    return { position: head, line: 0, balance };
  }

  async #events(positions: readonly number[]): Promise<readonly LedgerEvent[]> {
    const rows = await this.#views.query<Omit<LedgerEvent, "data"> & { data: string }>(
      `select position::float8 as position, stream, version, type, data, tenant,
         correlation_id as "correlationId",
         round(extract(epoch from recorded_at) * 1000)::float8 as time
       from events where position = any($1::bigint[]) order by events.position desc`,
      [positions],
    );
    // Found by its touches, so a decider wrote it: a stranger's message touches nothing.
    return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as unknown }));
  }

  /**
   * Orders that hold units of a SKU, the newest first. The search ends when all that is reserved has been
   * found: an order that holds units for long is looked for behind all that happened since.
   */
  async openReservations({ tenant, sku, from, limit }: OpenSearch): Promise<OpenPage | undefined> {
    const newest = from ?? (await this.#newest({ tenant, sku, limit }));
    if (newest === undefined) return undefined;
    const start =
      "left" in newest ? newest : { position: newest.position, left: newest.balance.reserved };
    let { left } = start;
    const held: OpenReservation[] = [];
    let looked = 0;
    if (left <= 0) return { held, next: undefined };
    for await (const positions of this.#parts(stockStream(tenant, sku), start.position)) {
      for (const { position, data, time } of await this.#open(positions)) {
        const { orderId, expiresAt, allocations } = data;
        for (const { location, quantity } of allocations.filter((each) => each.sku === sku)) {
          held.push({ orderId, location, quantity, at: time, expiresAt });
          left -= quantity;
        }
        if (left <= 0) return { held, next: undefined };
        if (held.length >= limit) return { held, next: { position: position - 1, left } };
      }
      looked += positions.length;
      const last = positions.at(-1);
      if (looked >= mostEvents && last !== undefined)
        return { held, next: { position: last - 1, left } };
    }
    return { held, next: undefined };
  }

  /** Reservations at these positions that have neither been released nor shipped since. */
  async #open(positions: readonly number[]) {
    const rows = await this.#views.query<{ position: number; data: string; time: number }>(
      `select position::float8 as position, data,
         round(extract(epoch from recorded_at) * 1000)::float8 as time
       from events as reserved
       where position = any($1::bigint[]) and type = 'StockReserved' and not exists (
         select 1 from events where stream = reserved.stream and version > reserved.version
           and type in ('StockReleased', 'StockShipped'))
       order by reserved.position desc`,
      [positions],
    );
    return rows.map(({ data, ...row }) => ({
      ...row,
      data: JSON.parse(data) as DataOf<typeof StockReserved>,
    }));
  }
}

/** The data of a thousand lines is 60 KB, so not more events than that are in memory at once. */
const eventsAtOnce = 50;

function* chunks(positions: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < positions.length; start += eventsAtOnce)
    yield positions.slice(start, start + eventsAtOnce);
}
