import type { Ledgers } from "./ledgers.ts";

const nothing = { authorized: 0, captured: 0, voided: 0, refunded: 0 };
const unpaid = { authorized: 0, captured: 0, refunded: 0 };

/** An order that went its way to the parcel's departure. */
export function completed(amount: number): Ledgers {
  const paid = { authorized: amount, captured: amount, refunded: 0 };
  return {
    order: "completed",
    process: "completed",
    orderPayment: { status: "captured", ...paid },
    payment: { status: "captured", ...paid, voided: 0 },
    provider: { ...paid, voided: 0, captures: 1, operations: ["authorize", "capture"] },
    shipments: ["dispatched"],
    carrier: "accepted 1",
    notifications: ["placed", "confirmed", "dispatched"],
  };
}

/** Called off before anybody asked for money. */
export function cancelledUnpaid(reason: string): Ledgers {
  return {
    order: `cancelled: ${reason}`,
    process: `cancelled: ${reason}`,
    orderPayment: { status: "voided", ...unpaid },
    shipments: [],
    notifications: ["placed", "cancelled"],
  };
}

/** Called off when the money was authorised: it is let go. */
export function cancelledAuthorized(reason: string, amount: number): Ledgers {
  const sums = { ...nothing, authorized: amount, voided: amount };
  return {
    ...cancelledUnpaid(reason),
    orderPayment: { status: "voided", ...unpaid, authorized: amount },
    payment: { status: "voided", ...sums },
    provider: { ...sums, captures: 0, operations: ["authorize", "void"] },
    notifications: ["placed", "confirmed", "cancelled"],
  };
}

/** Called off when it was paid and on its way: the parcel comes back, and so does the money. */
export function returned(reason: string, amount: number): Ledgers {
  const sums = { authorized: amount, captured: amount, voided: 0, refunded: amount };
  return {
    ...cancelledUnpaid(reason),
    orderPayment: { status: "refunded", authorized: amount, captured: amount, refunded: amount },
    payment: { status: "refunded", ...sums },
    provider: { ...sums, captures: 1, operations: ["authorize", "capture", "void", "refund"] },
    shipments: ["returned"],
    carrier: "returned 1",
    notifications: ["placed", "confirmed", "dispatched", "cancelled"],
  };
}
