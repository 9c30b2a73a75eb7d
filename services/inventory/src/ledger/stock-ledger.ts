import { StockReserved } from "@waybill/contracts";
import { isA, type Recorded, type ServiceContext } from "@waybill/kit";
import { reservation } from "../domain/reservation.ts";
import { stock, stockAt, stockKey, stockStream, total } from "../domain/stock.ts";
import { before, movementsOf, type Balance, type Movement } from "./movements.ts";

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

type Context = Pick<ServiceContext, "states" | "stateAtHead" | "movements">;

/** Movements of SKUs, with the balance after each. */
export class StockLedger {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Newest first. @returns undefined when there has never been stock of the SKU */
  async movements(search: Search): Promise<LedgerPage | undefined> {
    const { tenant, sku, location, limit } = search;
    const from = search.from ?? (await this.#newest(search));
    if (from === undefined) return undefined;
    const stream = stockStream(tenant, sku);
    const lines: LedgerLine[] = [];
    let { balance } = from;
    let looked = 0;
    for await (const events of this.#context.movements({ stream, from: from.position })) {
      for (const movement of events.flatMap((each) => movementsOf(each, sku))) {
        const { position } = movement.event;
        if (position === from.position && movement.line < from.line) continue;
        if (location !== undefined && movement.location !== location) continue;
        if (lines.length === limit)
          return { lines, next: { position, line: movement.line, balance } };
        lines.push({ movement, after: balance });
        balance = before(balance, movement);
      }
      looked += events.length;
      const last = events.at(-1);
      if (looked >= mostEvents && last !== undefined)
        return { lines, next: { position: last.position - 1, line: 0, balance } };
    }
    return { lines, next: undefined };
  }

  /** State and newest position of one moment: were they read one after the other, the balance would be off. */
  async #newest({ tenant, sku, location }: Search): Promise<LedgerPlace | undefined> {
    const found = await this.#context.stateAtHead(stock, stockKey(tenant, sku));
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
    const stream = stockStream(tenant, sku);
    for await (const events of this.#context.movements({ stream, from: start.position })) {
      for (const { position, data, time } of await this.#open(events)) {
        const { orderId, expiresAt, allocations } = data;
        for (const { location, quantity } of allocations.filter((each) => each.sku === sku)) {
          held.push({ orderId, location, quantity, at: time, expiresAt });
          left -= quantity;
        }
        if (left <= 0) return { held, next: undefined };
        if (held.length >= limit) return { held, next: { position: position - 1, left } };
      }
      looked += events.length;
      const last = events.at(-1);
      if (looked >= mostEvents && last !== undefined)
        return { held, next: { position: last.position - 1, left } };
    }
    return { held, next: undefined };
  }

  /** Reservations among these events that have neither been released nor shipped since. */
  async #open(events: readonly Recorded[]) {
    const made = events.filter((event) => isA(event, StockReserved));
    if (made.length === 0) return [];
    const orders = made.map(({ data }) => data.orderId);
    const states = await this.#context.states(reservation, orders);
    return made.filter(({ data }) => states.get(data.orderId)?.status === "reserved");
  }
}
