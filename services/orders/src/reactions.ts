import { CheckoutCancelled, PaymentAuthorized, StockShipped } from "@waybill/contracts";
import { reaction } from "@waybill/kit";
import { order, type OrderCommand } from "./domain/order.ts";

/** What others announce, as an order takes it. */
export const orderReactions = [
  reaction(PaymentAuthorized, order, ({ orderId }): OrderCommand => ({ type: "confirm", orderId })),
  reaction(StockShipped, order, ({ orderId }): OrderCommand => ({ type: "complete", orderId })),
  reaction(CheckoutCancelled, order, ({ orderId, reason }): OrderCommand => ({
    type: "cancel",
    orderId,
    reason,
  })),
];
