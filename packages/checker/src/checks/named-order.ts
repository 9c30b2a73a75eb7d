import type { Finding } from "../findings.ts";
import type { OrderCase } from "./order-case.ts";

/** O: events in the stream of an order name that order, wherever they name one. */
export function namedOrder(order: OrderCase): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [service, { stream, events }] of order.streams) {
    for (const { data, type, position } of events) {
      const named = (data as { readonly orderId?: unknown } | null | undefined)?.orderId;
      if (named === undefined || named === order.id) continue;
      findings.push({
        check: "O",
        problem: "order-differs",
        service,
        stream,
        order: order.id,
        position,
        message: `${type} at position ${position} names ${JSON.stringify(named)}`,
      });
    }
  }
  return findings;
}
