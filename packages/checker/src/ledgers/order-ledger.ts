import type { DataOf, OrderPlaced } from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";
import { Legality, type Illegal } from "./illegal.ts";

export type OrderStatus = "none" | "pending" | "confirmed" | "completed" | "cancelled";

export interface OrderLedger {
  readonly status: OrderStatus;
  readonly placed: DataOf<typeof OrderPlaced> | undefined;
  readonly illegal: readonly Illegal[];
}

/** From which statuses an event may come, and where it leads; absent: it stays. */
const table: Readonly<Record<string, readonly [readonly OrderStatus[], OrderStatus?]>> = {
  OrderPlaced: [["none"], "pending"],
  OrderDetailsChanged: [["pending"]],
  CancellationRequested: [["pending", "confirmed", "completed"]],
  OrderConfirmed: [["pending"], "confirmed"],
  OrderCompleted: [["confirmed"], "completed"],
  OrderCancelled: [["pending", "confirmed", "completed"], "cancelled"],
};

export function foldOrder(events: readonly LogEvent[]): OrderLedger {
  const legality = new Legality();
  let status: OrderStatus = "none";
  let placed: OrderLedger["placed"];
  for (const event of events) {
    const row = table[event.type];
    legality.require(row !== undefined, event, "no order has such an event");
    if (row === undefined) continue;
    legality.require(row[0].includes(status), event, `the order is ${status}`);
    if (event.type === "OrderPlaced") placed = event.data as DataOf<typeof OrderPlaced>;
    status = row[1] ?? status;
  }
  return { status, placed, illegal: legality.illegal };
}

/** Units by SKU, lines of the same SKU summed. */
export function unitsBySku(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}
