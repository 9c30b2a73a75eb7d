import type { Money } from "@waybill/contracts";
import type { Order } from "./domain/order-state.ts";
import type { OrderDocument } from "./schemas.ts";
import { shipmentProgress, type ShipmentStatus } from "./views.ts";

/** A row of `order_payments`; PostgreSQL's bigint may come as text. */
export interface PaymentRow {
  readonly authorized: string | number | null;
  readonly captured: string | number | null;
  readonly refunded: string | number | null;
  readonly voided: boolean | null;
  readonly declined: boolean | null;
}

export interface ShipmentRow {
  readonly shipment_id: string;
  readonly carrier: string | null;
  readonly tracking_number: string | null;
  readonly progress: number | null;
}

/** What others have announced of an order. */
export interface Related {
  readonly payment: PaymentRow | undefined;
  readonly shipments: readonly ShipmentRow[];
}

/** Of an order that nobody has heard of yet. */
export const unrelated: Related = { payment: undefined, shipments: [] };

/** The order as the API gives it. */
export function orderDocument(id: string, order: Order, related: Related): OrderDocument {
  const { currency } = order;
  const money = (amount: number): Money => ({ amount, currency });
  return {
    id,
    number: order.number,
    reference: order.reference ?? null,
    status: order.status,
    cancelReason: order.cancelReason ?? null,
    cancellationRequested: order.cancellationRequested,
    customer: order.customer,
    shippingAddress: order.shippingAddress,
    currency,
    lines: order.lines.map(({ sku, name, quantity, unitPrice }) => ({
      sku,
      name,
      quantity,
      unitPrice: money(unitPrice),
      total: money(unitPrice * quantity),
    })),
    shipping: money(order.shipping),
    total: money(order.total),
    payment: {
      status: settledStatus(order, related.payment),
      authorized: money(Number(related.payment?.authorized ?? 0)),
      captured: money(Number(related.payment?.captured ?? 0)),
      refunded: money(Number(related.payment?.refunded ?? 0)),
    },
    shipments: related.shipments.map((row) => ({
      id: row.shipment_id,
      status: shipmentStatus(row.progress),
      carrier: row.carrier,
      trackingNumber: row.tracking_number,
    })),
    placedAt: order.placedAt ?? null,
    version: order.version,
    createdAt: new Date(order.createdAt).toISOString(),
    updatedAt: new Date(order.updatedAt).toISOString(),
  };
}

/** A cancelled order that was never paid waits for no payment. */
function settledStatus(
  { status }: Order,
  row: PaymentRow | undefined,
): OrderDocument["payment"]["status"] {
  const payment = paymentStatus(row);
  return status === "cancelled" && payment === "pending" ? "voided" : payment;
}

/** A column that is null has not happened; an order of nothing is authorised and captured with 0. */
export function paymentStatus(row: PaymentRow | undefined): OrderDocument["payment"]["status"] {
  if (row === undefined) return "pending";
  const isGivenUp = row.voided === true && Number(row.captured ?? 0) === 0;
  if (row.captured !== null && !isGivenUp) {
    const refunded = Number(row.refunded ?? 0);
    if (row.refunded !== null && refunded >= Number(row.captured)) return "refunded";
    return refunded > 0 ? "partially-refunded" : "captured";
  }
  if (row.declined === true && row.authorized === null) return "declined";
  if (row.voided === true) return "voided";
  return row.authorized === null ? "pending" : "authorized";
}

const statusByProgress = new Map<number, ShipmentStatus>(
  Object.entries(shipmentProgress).map(([status, progress]) => [
    progress,
    status as ShipmentStatus,
  ]),
);

function shipmentStatus(progress: number | null): ShipmentStatus {
  return statusByProgress.get(progress ?? shipmentProgress.created) ?? "created";
}
