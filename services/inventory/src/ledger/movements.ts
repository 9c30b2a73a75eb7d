import type { Recorded } from "@waybill/kit";
import type { StockAt, StockState } from "../domain/stock.ts";
import { stock, stockKey } from "../domain/stock.ts";

export interface Balance {
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

/** One line of the ledger: what an event did at a place. */
export interface Movement {
  readonly event: Recorded;
  readonly kind: MovementKind;
  /** Which of the event's lines, from 0, newest first. */
  readonly line: number;
  readonly location: string;
  /** Units that came, went, or changed their state; signed for adjustments and counts. */
  readonly quantity: number;
  readonly change: Balance;
}

export const movementKinds = [
  "received",
  "reserved",
  "released",
  "shipped",
  "returned",
  "adjusted",
  "counted",
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** What an event did to a SKU, a line for each place, the last place first. Nothing for one that moved no unit. */
export function movementsOf(event: Recorded, sku: string): readonly Movement[] {
  const kind = movementKinds.find((each) => event.type === `Stock${capitalised(each)}`);
  if (kind === undefined) return [];
  // What the event makes of an empty shelf is what it changed.
  const { tenant } = event.meta;
  const change = { key: stockKey(tenant, sku), tenant, time: event.time };
  const { locations } = stock.evolve(emptyShelf(sku), event, change);
  return locations.toReversed().map((at, line) => ({
    event,
    kind,
    line,
    location: at.location,
    quantity: quantityOf(kind, at),
    change: at,
  }));
}

/** What the balance was before a movement that led to it. */
export function before(balance: Balance, { change }: Movement): Balance {
  return {
    available: balance.available - change.available,
    reserved: balance.reserved - change.reserved,
    shipped: balance.shipped - change.shipped,
  };
}

function quantityOf(kind: MovementKind, change: StockAt): number {
  if (kind === "reserved") return change.reserved;
  return kind === "shipped" ? change.shipped : change.available;
}

function emptyShelf(sku: string): StockState {
  return { sku, version: 0, locations: [] };
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
