import {
  ReservationFailed,
  StockAdjusted,
  StockChanged,
  StockCounted,
  StockReceived,
  StockReleased,
  StockReserved,
  StockReturned,
  StockShipped,
  type Allocation,
  type StockLevel,
} from "@waybill/contracts";
import { decider, happened, on, streamOf, type NewEvent } from "@waybill/kit/pure";

/**
 * Units of a SKU at a location. Always
 * `available + reserved + shipped = received + adjusted + counted`, none of the first three below zero.
 */
export interface StockAt {
  readonly location: string;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
  readonly received: number;
  /** Sum of the corrections, each found (+) or lost (−). */
  readonly adjusted: number;
  /** Sum of the differences that counts found. */
  readonly counted: number;
}

export interface StockState {
  readonly sku: string;
  /** Version of the stream: every event that touches it counts. */
  readonly version: number;
  /** Sorted by the location's code. */
  readonly locations: readonly StockAt[];
}

type Column = Exclude<keyof StockAt, "location">;
type Movement = Readonly<Partial<Record<Column, number>>> & { readonly location: string };

/** Up to here a shop says that few are left. */
const lowStock = 10;

/** SKUs are unique within a tenant only, so the key names both. */
export function stockStream(tenant: string, sku: string): string {
  return streamOf("stock", stockKey(tenant, sku));
}

export function stockKey(tenant: string, sku: string): string {
  return `${tenant}/${sku}`;
}

/**
 * The ledger of a SKU. It decides nothing itself: movements and reservations are decisions about
 * many SKUs at once, and their one event moves all of these streams together by its `touches`.
 */
export const stock = decider<StockState, never>({
  category: "stock",
  touched: true,
  initial: (key) => ({ sku: key.slice(key.indexOf("/") + 1), version: 0, locations: [] }),
  key: () => "",
  decide: {},
  evolve: [
    on(StockReceived, (state, { location, lines }) =>
      moved(state, lines, ({ quantity }) => ({
        location,
        available: quantity,
        received: quantity,
      })),
    ),
    on(StockAdjusted, (state, { location, lines }) =>
      moved(state, lines, ({ quantity }) => ({
        location,
        available: quantity,
        adjusted: quantity,
      })),
    ),
    on(StockCounted, (state, { location, lines }) =>
      moved(state, lines, ({ difference }) => ({
        location,
        available: difference,
        counted: difference,
      })),
    ),
    on(StockReserved, (state, { allocations }) =>
      moved(state, allocations, ({ location, quantity }) => ({
        location,
        available: -quantity,
        reserved: quantity,
      })),
    ),
    on(StockReleased, (state, { allocations }) =>
      moved(state, allocations, ({ location, quantity }) => ({
        location,
        available: quantity,
        reserved: -quantity,
      })),
    ),
    on(StockShipped, (state, { allocations }) =>
      moved(state, allocations, ({ location, quantity }) => ({
        location,
        reserved: -quantity,
        shipped: quantity,
      })),
    ),
    on(StockReturned, (state, { allocations }) =>
      moved(state, allocations, ({ location, quantity }) => ({
        location,
        available: quantity,
        shipped: -quantity,
      })),
    ),
    on(ReservationFailed, (state) => ({ ...state, version: state.version + 1 })),
  ],
});

/** Units over all locations that can be reserved. */
export function availableOf(state: StockState): number {
  return total(state, "available");
}

export function total(state: StockState, column: Column): number {
  let sum = 0;
  for (const each of state.locations) sum += each[column];
  return sum;
}

/** What lies at one location; all zero where the SKU has never been. */
export function stockAt(state: StockState, location: string): StockAt {
  return state.locations.find((each) => each.location === location) ?? nothingAt(location);
}

/**
 * The event that says so when a change of availability crosses a level. It is for the very event
 * that makes the change, and so makes the stock's next version. Every event that moves availability
 * is decided together with this, so the last one always names the true level, and most orders,
 * which cross nothing, cost nothing.
 */
export function levelChange(state: StockState, difference: number): NewEvent[] {
  const before = availableOf(state);
  const level = levelOf(before + difference);
  if (level === levelOf(before)) return [];
  return [happened(StockChanged, { sku: state.sku, level, version: state.version + 1 })];
}

/** Level changes of many SKUs, for allocations that become available again (`sign` 1) or are taken (−1). */
export function levelChanges(
  allocations: readonly Allocation[],
  sign: 1 | -1,
  stockOf: (sku: string) => StockState,
): NewEvent[] {
  const differences = new Map<string, number>();
  for (const { sku, quantity } of allocations) {
    differences.set(sku, (differences.get(sku) ?? 0) + sign * quantity);
  }
  return [...differences].flatMap(([sku, difference]) => levelChange(stockOf(sku), difference));
}

function levelOf(available: number): StockLevel {
  if (available <= 0) return "out-of-stock";
  return available <= lowStock ? "low" : "in-stock";
}

/** The state after those lines of an event that are about its SKU. */
function moved<Line extends { readonly sku: string }>(
  state: StockState,
  lines: readonly Line[],
  movement: (line: Line) => Movement,
): StockState {
  let { locations } = state;
  for (const line of lines) {
    if (line.sku === state.sku) locations = movedAt(locations, movement(line));
  }
  return { sku: state.sku, version: state.version + 1, locations };
}

function movedAt(locations: readonly StockAt[], movement: Movement): readonly StockAt[] {
  const { location } = movement;
  const index = locations.findIndex((each) => each.location === location);
  const before = locations[index];
  if (before !== undefined) return locations.with(index, sum(before, movement));
  return [...locations, sum(nothingAt(location), movement)].toSorted((a, b) =>
    a.location < b.location ? -1 : 1,
  );
}

function sum(before: StockAt, movement: Movement): StockAt {
  return {
    location: before.location,
    available: before.available + (movement.available ?? 0),
    reserved: before.reserved + (movement.reserved ?? 0),
    shipped: before.shipped + (movement.shipped ?? 0),
    received: before.received + (movement.received ?? 0),
    adjusted: before.adjusted + (movement.adjusted ?? 0),
    counted: before.counted + (movement.counted ?? 0),
  };
}

function nothingAt(location: string): StockAt {
  return {
    location,
    available: 0,
    reserved: 0,
    shipped: 0,
    received: 0,
    adjusted: 0,
    counted: 0,
  };
}
