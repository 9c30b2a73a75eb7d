import { StockAdjusted, StockCounted, StockReceived } from "@waybill/contracts";
import {
  WaybillError,
  decider,
  happened,
  on,
  type DecideContext,
  type NewEvent,
} from "@waybill/kit/pure";
import { locationsStream, type LocationsState } from "./locations.ts";
import { levelChange, stockAt, stockStream, type StockState } from "./stock.ts";

export interface QuantityLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface CountLine {
  readonly sku: string;
  readonly counted: number;
}

interface Movement {
  /** Made by the caller: `rcp_…`, `adj_…`, `cnt_…`. */
  readonly movementId: string;
  readonly location: string;
}

export type MovementCommand =
  | (Movement & {
      readonly type: "receive";
      readonly reference?: string | undefined;
      readonly references?: readonly string[] | undefined;
      readonly lines: readonly QuantityLine[];
    })
  | (Movement & {
      readonly type: "adjust";
      readonly reason: string;
      readonly lines: readonly QuantityLine[];
    })
  | (Movement & { readonly type: "count"; readonly lines: readonly CountLine[] });

export interface MovementState {
  readonly recorded: boolean;
}

/**
 * Deliveries, corrections and counts: whatever brings units in or takes them out other than orders.
 * Each is one event with all its lines, which touches the stock of every SKU in it, so that all of
 * it happens or nothing of it.
 */
export const movement = decider<MovementState, MovementCommand>({
  category: "movement",
  initial: () => ({ recorded: false }),
  key: (command) => command.movementId,
  isTerminal: ({ recorded }) => recorded,
  also: ({ lines }, _state, tenant) => [locationsStream(tenant), ...streamsOf(tenant, lines)],
  decide: {
    receive({ movementId, location, reference, references, lines }, { recorded }, context) {
      if (recorded) return [];
      checkLocation(location, context);
      const summed = summedBySku(lines);
      const received = happened(
        StockReceived,
        {
          receiptId: movementId,
          location,
          ...(reference === undefined ? {} : { reference }),
          ...(references === undefined ? {} : { references: [...references] }),
          lines: summed,
        },
        streamsOf(context.tenant, summed),
      );
      return [received, ...levelsAfter(summed, context)];
    },
    adjust({ movementId, location, reason, lines }, { recorded }, context) {
      if (recorded) return [];
      checkLocation(location, context);
      const summed = summedBySku(lines);
      for (const { sku, quantity } of summed) {
        const { available } = stockAt(stockOf(sku, context), location);
        if (available + quantity < 0) throw belowZero({ sku, location, available, by: quantity });
      }
      const adjusted = happened(
        StockAdjusted,
        { adjustmentId: movementId, location, reason, lines: summed },
        streamsOf(context.tenant, summed),
      );
      return [adjusted, ...levelsAfter(summed, context)];
    },
    count({ movementId, location, lines }, { recorded }, context) {
      if (recorded) return [];
      checkLocation(location, context);
      checkOncePerSku(lines);
      const compared = bySku(lines).map(({ sku, counted }) => {
        const { available, reserved } = stockAt(stockOf(sku, context), location);
        const difference = counted - available - reserved;
        if (available + difference < 0)
          throw belowZero({ sku, location, available, by: difference });
        return { sku, counted, difference };
      });
      const counted = happened(
        StockCounted,
        { countId: movementId, location, lines: compared },
        streamsOf(context.tenant, compared),
      );
      const differences = compared.map(({ sku, difference }) => ({ sku, quantity: difference }));
      return [counted, ...levelsAfter(differences, context)];
    },
  },
  evolve: [
    on(StockReceived, () => ({ recorded: true })),
    on(StockAdjusted, () => ({ recorded: true })),
    on(StockCounted, () => ({ recorded: true })),
  ],
});

/** A mistyped code would make stock at a place that nobody can ship from. */
function checkLocation(code: string, context: DecideContext): void {
  const { list } = context.other<LocationsState>(locationsStream(context.tenant));
  if (list.some((each) => each.code === code)) return;
  const known = list.slice(0, 10).map((each) => each.code);
  throw new WaybillError(
    "location-unknown",
    `there is no location ${code}; use ${known.length === 0 ? "one" : known.join(", ")} or make it with PUT /v1/locations/${code}`,
    { status: 422, details: { location: code } },
  );
}

/** Two counts of one SKU contradict each other; unlike quantities they cannot be summed. */
function checkOncePerSku(lines: readonly CountLine[]): void {
  const seen = new Set<string>();
  for (const { sku } of lines) {
    if (seen.has(sku)) {
      throw new WaybillError(
        "sku-counted-twice",
        `${sku} is in two lines of the count; send one line with all that was counted of it`,
        { status: 422, details: { sku } },
      );
    }
    seen.add(sku);
  }
}

function belowZero(place: {
  readonly sku: string;
  readonly location: string;
  readonly available: number;
  readonly by: number;
}): WaybillError {
  const { sku, location, available, by } = place;
  return new WaybillError(
    "stock-below-zero",
    `${sku} at ${location} has ${available} available, and this would take ${-by} away; take at most ${available}, reserved units can only be released by their orders`,
    { status: 409, details: { sku, location, available } },
  );
}

function levelsAfter(lines: readonly QuantityLine[], context: DecideContext): NewEvent[] {
  return lines.flatMap(({ sku, quantity }) => levelChange(stockOf(sku, context), quantity));
}

function summedBySku(lines: readonly QuantityLine[]): QuantityLine[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return bySku([...sums].map(([sku, quantity]) => ({ sku, quantity })));
}

function bySku<Line extends { readonly sku: string }>(lines: readonly Line[]): Line[] {
  return lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
}

function stockOf(sku: string, context: DecideContext): StockState {
  return context.other<StockState>(stockStream(context.tenant, sku));
}

/** The stock streams of the lines, each once, in a fixed order. */
function streamsOf(tenant: string, lines: readonly { readonly sku: string }[]): string[] {
  return [...new Set(lines.map(({ sku }) => stockStream(tenant, sku)))].sort();
}
