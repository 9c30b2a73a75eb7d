import { isDeepStrictEqual } from "node:util";
import type { Address } from "@waybill/contracts";
import type { Finding } from "../findings.ts";
import { eventsOf, type OrderCase } from "./order-case.ts";

/** O across services: parcels are sent to where the order says when it is confirmed, if it says so then. */
export function destination(order: OrderCase): readonly Finding[] {
  const confirmed = eventsOf(order, "orders").find(({ type }) => type === "OrderConfirmed");
  const promised = confirmed === undefined ? undefined : addressOf(confirmed.data);
  if (promised === undefined) return [];
  return eventsOf(order, "checkout")
    .filter(({ type, data }) => {
      return type === "ShipmentRequested" && !isDeepStrictEqual(addressOf(data), promised);
    })
    .map(({ stream, version }) => ({
      check: "O",
      problem: "sent-elsewhere",
      order: order.id,
      service: "checkout",
      stream,
      message: `version ${version} requests a shipment to another address than the order was confirmed with`,
    }));
}

function addressOf(data: unknown): Address | undefined {
  // What cannot be read has no data.
  return (data as { readonly shippingAddress?: Address } | undefined)?.shippingAddress;
}
