import type { Finding } from "../findings.ts";
import { endedAs, eventsOf, type CaseContext, type OrderCase } from "./order-case.ts";
import { iso } from "./replay.ts";

/** L: every order that a client was told of exists and reaches an end; none is there that nobody sent. */
export function lifecycle(order: OrderCase, context: CaseContext): readonly Finding[] {
  const problem = problemOf(order, context);
  if (problem === undefined) return [];
  return [{ check: "L", order: order.id, problem: problem[0], message: problem[1] }];
}

/** Whether an order is still on its way, and whether it then waits for a retry or a person. */
export function openness(order: OrderCase, context: CaseContext): "ended" | "open" | "held" {
  const { status } = order.order;
  if (status === "none" || status === "cancelled" || endedAs(order) !== undefined) return "ended";
  return order.checkout.stuck || context.reach.isHeld(order.id) ? "held" : "open";
}

type Problem = readonly [problem: string, message: string];

function problemOf(order: OrderCase, context: CaseContext): Problem | undefined {
  const { status } = order.order;
  if (status === "none") return ofNobody(order);
  if (status === "cancelled" && order.checkout.phase !== "cancelled") return cancelledAlone(order);
  if (openness(order, context) !== "open") return undefined;
  return neverStarted(order, context) ?? pastDeadline(order, context) ?? neverEnded(order, context);
}

function ofNobody(order: OrderCase): Problem | undefined {
  if (order.acknowledged)
    return ["acknowledged-lost", "a client was told of this order and it is not in the log"];
  const where = [...order.streams.keys()].join(", ");
  const outside = [
    order.provider === undefined ? [] : ["provider"],
    order.carrier === undefined ? [] : ["carrier"],
    order.claims.length === 0 ? [] : ["claims"],
  ];
  const names = [where, ...outside.flat()].filter((name) => name !== "").join(", ");
  return ["unknown-order", `${names} know an order that was never placed`];
}

/**
 * Only what the checkout has called off and undone is cancelled. Otherwise nobody would look at its money and its
 * goods: they are looked at when both have ended.
 */
function cancelledAlone({ checkout: { opened, phase, step } }: OrderCase): Problem {
  const where = opened ? `is ${phase} at ${step}` : "was never opened";
  return ["cancelled-alone", `it is cancelled and its checkout ${where}`];
}

function neverStarted(order: OrderCase, { reach }: CaseContext): Problem | undefined {
  const [placed] = eventsOf(order, "orders");
  if (order.checkout.opened || placed === undefined) return undefined;
  if (!reach.handled("checkout", "orders", placed)) return undefined;
  return ["never-started", "checkout is past its OrderPlaced and has not opened it"];
}

function pastDeadline({ checkout }: OrderCase, { now, graceMs }: CaseContext): Problem | undefined {
  const { phase, step, due } = checkout;
  if (due === undefined || due + graceMs >= now) return undefined;
  return [
    "open-past-deadline",
    `its checkout is ${phase} at ${step}, whose deadline was ${iso(due)}`,
  ];
}

/** The checkout has ended, orders has heard of it, and the order is open all the same. */
function neverEnded(order: OrderCase, { reach }: CaseContext): Problem | undefined {
  const { status } = order.order;
  if (status === "completed") return undefined;
  const { phase } = order.checkout;
  const cancelled = eventsOf(order, "checkout").find((event) => event.type === "CheckoutCancelled");
  if (
    phase === "cancelled" &&
    cancelled !== undefined &&
    reach.handled("orders", "checkout", cancelled)
  ) {
    return ["never-ended", `its checkout is cancelled and the order is ${status}`];
  }
  const shipped = eventsOf(order, "inventory").find((event) => event.type === "StockShipped");
  if (
    phase === "completed" &&
    shipped !== undefined &&
    reach.handled("orders", "inventory", shipped)
  ) {
    return [
      "never-ended",
      `its goods have left, its checkout is completed, and the order is ${status}`,
    ];
  }
  return undefined;
}
