import type { Address, Customer, OrderLine } from "@waybill/contracts";

export type OrderStatus = "pending" | "confirmed" | "completed" | "cancelled";

/** An order as its own stream tells it. Amounts in minor units of `currency`, times in milliseconds since 1970. */
export interface Order {
  readonly tenant: string;
  readonly number: number;
  readonly reference?: string;
  readonly status: OrderStatus;
  readonly cancelReason?: string;
  /** Somebody asked for it to be cancelled; the checkout decides when it is. */
  readonly cancellationRequested: boolean;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly shipping: number;
  readonly total: number;
  /** When the customer ordered, for an order taken over from another system. */
  readonly placedAt?: string;
  /** Whether contact or address are no longer those that it was placed with. */
  readonly detailsChanged: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The stream's version, so that a decision can refuse a change based on an earlier one. */
  readonly version: number;
}

/** `null`: not placed (yet). */
export type OrderState = Order | null;

/** Nothing more will happen to the order unless somebody asks. A completed order whose return is under way goes on. */
export function isEnded(order: Order): boolean {
  return (
    order.status === "cancelled" || (order.status === "completed" && !order.cancellationRequested)
  );
}

/** The order as it was the moment it was placed. Only right while `detailsChanged` is false. */
export function asPlaced(order: Order): Order {
  const { cancelReason: _, ...kept } = order;
  return {
    ...kept,
    status: "pending",
    cancellationRequested: false,
    updatedAt: order.createdAt,
    version: 1,
  };
}
