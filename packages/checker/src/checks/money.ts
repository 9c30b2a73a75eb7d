import type { Finding } from "../findings.ts";
import type { PaymentLedger } from "../ledgers/payment-ledger.ts";
import type { ProviderAccount } from "../sources.ts";
import { endedAs, eventsOf, type CaseContext, type OrderCase } from "./order-case.ts";

/**
 * C: an order's total is what its lines and its shipping come to; a completed one has paid it, less what a person refunded; a cancelled one nothing;
 * none is captured twice; and the provider's own books agree.
 */
export function money(order: OrderCase, context: CaseContext): readonly Finding[] {
  const problems = [...recorded(order), ...atTheEnd(order, context), ...provider(order, context)];
  return problems.map(([problem, message]) => ({ check: "C", order: order.id, problem, message }));
}

type Problem = readonly [problem: string, message: string];

/** What may not be at any time. */
function recorded(order: OrderCase): readonly Problem[] {
  const { placed } = order.order;
  const { captures, authorized, captured, currency } = order.payment;
  const problems: Problem[] = [];
  if (captures > 1)
    problems.push(["captured-twice", `payments recorded ${captures} captures, ${captured} in all`]);
  if (placed === undefined) return problems;
  const { total } = placed;
  const sum = comesTo(placed);
  if (sum !== total)
    problems.push([
      "total-differs",
      `its total is ${total}, its lines and shipping come to ${sum}`,
    ]);
  if (authorized > total)
    problems.push(["authorized-too-much", `${authorized} is authorised for a total of ${total}`]);
  if (captured > total)
    problems.push(["captured-too-much", `${captured} is captured for a total of ${total}`]);
  if (currency !== undefined && currency !== placed.currency) {
    problems.push([
      "currency-differs",
      `the order is in ${placed.currency}, its payment in ${currency}`,
    ]);
  }
  return problems;
}

function comesTo({ lines, shipping }: NonNullable<OrderCase["order"]["placed"]>): number {
  let sum = shipping;
  for (const { quantity, unitPrice } of lines) sum += quantity * unitPrice;
  return sum;
}

function atTheEnd(order: OrderCase, context: CaseContext): readonly Problem[] {
  const end = endedAs(order);
  const { authorized, captured, voided, refunded, partial } = order.payment;
  const net = captured - refunded;
  const total = order.order.placed?.total ?? 0;
  if (end === "completed" && net !== total - partial) {
    const favour = partial === 0 ? "" : ` less ${partial} refunded on request`;
    return [
      [
        "completed-not-paid",
        `captured ${captured} − refunded ${refunded} = ${net}, not the total of ${total}${favour}`,
      ],
    ];
  }
  if (end !== "cancelled" || isCatchingUp(order, context)) return [];
  if (net !== 0)
    return [
      ["cancelled-not-refunded", `captured ${captured} − refunded ${refunded} = ${net}, not 0`],
    ];
  const left = authorized - captured - voided;
  return left === 0
    ? []
    : [["authorization-left", `${left} is still authorised although the order is cancelled`]];
}

/** A payment that was found late is reversed once more, which payments has still to do. */
function isCatchingUp(order: OrderCase, { reach }: CaseContext): boolean {
  const late = eventsOf(order, "payments").findLast((event) => event.type === "LatePaymentFound");
  return (
    late !== undefined && (!reach.handled("payments", "payments", late) || reach.isHeld(order.id))
  );
}

function provider(order: OrderCase, context: CaseContext): readonly Problem[] {
  if (!context.hasProvider) return [];
  const { payment } = order;
  const theirs = order.provider ?? unknownToProvider;
  const problems: Problem[] = [];
  if (theirs.captures > 1)
    problems.push(["provider-captured-twice", `the provider captured ${theirs.captures} times`]);
  const { placed } = order.order;
  if (placed !== undefined && theirs.captured > placed.total) {
    problems.push([
      "provider-took-too-much",
      `the provider took ${theirs.captured} for a total of ${placed.total}`,
    ]);
  }
  for (const what of ["authorized", "captured", "refunded"] as const) {
    if (payment[what] > theirs[what]) {
      problems.push([
        "provider-disagrees",
        `payments recorded ${payment[what]} ${what}, the provider ${theirs[what]}`,
      ]);
    }
  }
  const settled =
    endedAs(order) !== undefined &&
    !isCatchingUp(order, context) &&
    !context.reach.isHeld(order.id);
  return settled ? [...problems, ...atTheProvider(payment, theirs)] : problems;
}

const unknownToProvider: Omit<ProviderAccount, "orderId"> = {
  currency: "",
  authorized: 0,
  captured: 0,
  voided: 0,
  refunded: 0,
  captures: 0,
};

/** After the end the provider must not have done more than we know of, either. */
function atTheProvider(ours: PaymentLedger, theirs: typeof unknownToProvider): readonly Problem[] {
  const problems: Problem[] = [];
  if (theirs.captured > ours.captured) {
    problems.push([
      "provider-disagrees",
      `the provider captured ${theirs.captured}, payments recorded ${ours.captured}`,
    ]);
  }
  if (theirs.refunded > ours.refunded + ours.pending) {
    problems.push([
      "provider-disagrees",
      `the provider refunded ${theirs.refunded}, payments recorded ${ours.refunded}`,
    ]);
  }
  const held = theirs.authorized - theirs.captured - theirs.voided;
  const known = ours.authorized - ours.captured - ours.voided;
  if (held !== known)
    problems.push(["provider-disagrees", `the provider holds ${held}, payments recorded ${known}`]);
  if (ours.currency !== undefined && theirs.currency !== "" && theirs.currency !== ours.currency) {
    problems.push([
      "currency-differs",
      `the provider's books are in ${theirs.currency}, ours in ${ours.currency}`,
    ]);
  }
  return problems;
}
