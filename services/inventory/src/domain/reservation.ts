import {
  ReservationExpiring,
  ReservationFailed,
  StockReleased,
  StockReserved,
  StockReturned,
  StockShipped,
  type Allocation,
} from "@waybill/contracts";
import { decider, happened, on, type DecideContext, type NewEvent } from "@waybill/kit/pure";
import { allocate, needsOf, type Need } from "./allocation.ts";
import { locationsStream, type LocationsState } from "./locations.ts";
import { availableOf, levelChanges, stockStream, type StockState } from "./stock.ts";

export interface ReservationState {
  readonly status: "none" | "reserved" | "failed" | "released" | "shipped" | "returned";
  /** What it took of the stock; kept for the record when that is back on the shelf. */
  readonly allocations: readonly Allocation[];
  /** When to ask whether the order still needs its stock, in milliseconds since 1970; absent when there is nothing to ask. */
  readonly askAt?: number;
}

export type ReservationCommand =
  | {
      readonly type: "reserve";
      readonly orderId: string;
      readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
      readonly ttlMs: number;
    }
  | { readonly type: "release"; readonly orderId: string; readonly reason: string }
  | { readonly type: "ship"; readonly orderId: string }
  | { readonly type: "expire"; readonly orderId: string };

/**
 * What an order holds of the stock: all of its lines or nothing. Its events move the stock streams
 * that they touch, so a unit leaves the shelf in the same write in which the order gets it.
 */
export const reservation = decider<ReservationState, ReservationCommand>({
  category: "reservation",
  initial: () => ({ status: "none", allocations: [] }),
  key: (command) => command.orderId,
  isTerminal: ({ status }) => status !== "none" && status !== "reserved",
  opening: ["reserve"],
  also(command, state, tenant) {
    if (command.type === "reserve" && state.status === "none") {
      return [locationsStream(tenant), ...streamsOf(tenant, command.lines)];
    }
    const holds = state.status === "reserved" || state.status === "shipped";
    return holds && command.type !== "expire" ? streamsOf(tenant, state.allocations) : [];
  },
  decide: {
    reserve({ orderId, lines, ttlMs }, state, context) {
      // Released before it was asked for: the order was called off. Nothing is taken, and who waits is told.
      if (state.status === "released" && state.allocations.length === 0) {
        return [happened(StockReleased, { orderId, allocations: [], reason: "released_before" })];
      }
      if (state.status !== "none") return [];
      const needs = needsOf(lines, (sku) => stockOf(sku, context));
      const short = needs.filter(({ stock, quantity }) => availableOf(stock) < quantity);
      if (short.length > 0) return [failed(orderId, short, context)];
      const order = context.other<LocationsState>(locationsStream(context.tenant)).list;
      const allocations = allocate(needs, order);
      const expiresAt = context.now + ttlMs;
      return [
        happened(
          StockReserved,
          { orderId, allocations, expiresAt },
          streamsOf(context.tenant, allocations),
        ),
        ...levelChanges(allocations, -1, (sku) => stockOf(sku, context)),
      ];
    },
    /** A compensation: it answers always, also when there is nothing to undo, and again when asked again. */
    release({ orderId, reason }, { status, allocations }, context) {
      switch (status) {
        case "reserved":
        case "shipped": {
          const contract = status === "reserved" ? StockReleased : StockReturned;
          return [
            happened(
              contract,
              { orderId, allocations: [...allocations], reason },
              streamsOf(context.tenant, allocations),
            ),
            ...levelChanges(allocations, 1, (sku) => stockOf(sku, context)),
          ];
        }
        case "returned":
          return [happened(StockReturned, { orderId, allocations: [], reason })];
        case "none":
        case "failed":
        case "released":
          return [happened(StockReleased, { orderId, allocations: [], reason })];
        default:
          return status satisfies never;
      }
    },
    /** Nothing when it was released before: the order was called off after it completed, and this came late. */
    ship({ orderId }, { status, allocations }, context) {
      if (status !== "reserved") return [];
      return [
        happened(
          StockShipped,
          { orderId, allocations: [...allocations] },
          streamsOf(context.tenant, allocations),
        ),
      ];
    },
    /**
     * Only asks. Releasing here could give away the goods of an order whose payment is being taken
     * at this moment; only the process that moves the money knows, so it decides, and releases by
     * its ordinary way back. The stock stays reserved until it does.
     */
    expire({ orderId }, { askAt }, { now }) {
      if (askAt === undefined || now < askAt) return [];
      return [happened(ReservationExpiring, { orderId, expiresAt: askAt })];
    },
  },
  evolve: [
    on(StockReserved, (_state, { allocations, expiresAt }) => ({
      status: "reserved",
      allocations,
      askAt: expiresAt,
    })),
    on(ReservationFailed, () => ({ status: "failed", allocations: [] })),
    on(ReservationExpiring, ({ status, allocations }) => ({ status, allocations })),
    on(StockReleased, ({ allocations }) => ({ status: "released", allocations })),
    on(StockShipped, (_state, { allocations }) => ({ status: "shipped", allocations })),
    on(StockReturned, ({ allocations }) => ({ status: "returned", allocations })),
  ],
  due: (state) => state.askAt,
  onDue: (key) => ({ type: "expire", orderId: key }),
});

/**
 * A refusal touches the SKUs that were short. It takes nothing from them, but it is then checked
 * against their newest versions as a reservation is: a process that remembers an older, empty shelf
 * cannot refuse an order for which goods have arrived.
 */
function failed(orderId: string, short: readonly Need[], context: DecideContext): NewEvent {
  const shortages = short.map(({ sku, quantity, stock }) => ({
    sku,
    requested: quantity,
    available: availableOf(stock),
  }));
  return happened(
    ReservationFailed,
    { orderId, reason: "out_of_stock", shortages },
    streamsOf(context.tenant, short),
  );
}

function stockOf(sku: string, context: DecideContext): StockState {
  return context.other<StockState>(stockStream(context.tenant, sku));
}

/** The stock streams of what is named, each once, in a fixed order. */
function streamsOf(tenant: string, named: readonly { readonly sku: string }[]): string[] {
  const [first] = named;
  if (first !== undefined && named.length === 1) return [stockStream(tenant, first.sku)];
  return [...new Set(named.map(({ sku }) => stockStream(tenant, sku)))].sort();
}
