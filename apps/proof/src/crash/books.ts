import type { Shop } from "./shop.ts";
import { rowsOf } from "./sessions.ts";

export type OrderEnd = "open" | "completed" | "cancelled";

/** One order as the log has it. */
export interface BookedOrder {
  readonly id: string;
  readonly reference: string | null;
  readonly number: number;
  readonly token: string;
  /** SKUs with their quantities, sorted: `MUG-BLUE 2, MUG-RED 1`. */
  readonly lines: string;
  readonly end: OrderEnd;
  readonly reason: string | null;
}

interface PlacedRow {
  readonly id: string;
  readonly data: string;
}

interface PlacedData {
  readonly reference?: string;
  readonly number: number;
  readonly paymentToken: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** Every order, from the events themselves and not from the views or the services' word. */
export async function bookedOrders(shop: Shop): Promise<readonly BookedOrder[]> {
  const url = await shop.serviceUrl("orders");
  const ends = new Map<string, { type: string; reason: string | null }>();
  const ended = await rowsOf<{ id: string; type: string; reason: string | null }>(
    url,
    `select data::json ->> 'orderId' as id, type, data::json ->> 'reason' as reason
     from events where type in ('OrderCompleted', 'OrderCancelled') order by position`,
  );
  // Of a completed order that came back the last event counts.
  for (const { id, ...end } of ended) ends.set(id, end);
  const placed = await rowsOf<PlacedRow>(
    url,
    "select data::json ->> 'orderId' as id, data from events where type = 'OrderPlaced' order by position",
  );
  return placed.map(({ id, data }) => {
    const { reference = null, number, paymentToken, lines } = JSON.parse(data) as PlacedData;
    const { type, reason = null } = ends.get(id) ?? { type: "" };
    return {
      id,
      reference,
      number,
      token: paymentToken,
      lines: lineText(lines),
      end: endOf(type),
      reason,
    };
  });
}

export function lineText(lines: PlacedData["lines"]): string {
  return lines
    .map(({ sku, quantity }) => `${sku} ${quantity}`)
    .toSorted()
    .join(", ");
}

function endOf(type: string): OrderEnd {
  if (type === "OrderCompleted") return "completed";
  return type === "OrderCancelled" ? "cancelled" : "open";
}

/** Orders that the provider captured more than once, by its own books. */
export async function capturedTwice(shop: Shop): Promise<readonly string[]> {
  const rows = await rowsOf<{ order_id: string }>(
    await shop.serviceUrl("provider"),
    "select order_id from payments where captures > 1",
  );
  return rows.map(({ order_id: id }) => id);
}

/** Times of `Date.now` at which orders were completed. */
export async function completionTimes(shop: Shop): Promise<readonly number[]> {
  const rows = await rowsOf<{ at: number }>(
    await shop.serviceUrl("orders"),
    "select extract(epoch from recorded_at)::float8 * 1000 as at from events where type = 'OrderCompleted'",
  );
  return rows.map(({ at }) => at);
}

/** Messages that wait for a retry or a person, over all services. */
export async function parkedMessages(shop: Shop): Promise<readonly string[]> {
  const services = ["orders", "checkout", "payments", "fulfilment", "notifications", "inventory"];
  const found = await Promise.all(
    services.map(async (name) =>
      rowsOf<{ text: string }>(
        await shop.serviceUrl(name),
        "select consumer || ' ' || key || ' ' || status || ' ' || code || ': ' || error as text from parked",
      ),
    ),
  );
  return found.flat().map(({ text }) => text);
}
