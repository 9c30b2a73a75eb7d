import type { Allocation } from "@waybill/contracts";
import type { Finding } from "../findings.ts";
import { unitsBySku } from "../ledgers/order-ledger.ts";
import { sameUnits } from "../ledgers/reservation-ledger.ts";
import { endedAs, type CaseContext, type OrderCase } from "./order-case.ts";

/**
 * S for an order: what it took of the stock is what it ordered, what left is what it took, and a
 * cancelled order holds nothing, neither on the shelf nor at the carrier.
 */
export function goods(order: OrderCase, context: CaseContext): readonly Finding[] {
  const problems = [...reserved(order), ...atTheEnd(order), ...carrier(order, context)];
  return problems.map(([problem, message]) => ({ check: "S", order: order.id, problem, message }));
}

type Problem = readonly [problem: string, message: string];

function reserved({ order, reservation }: OrderCase): readonly Problem[] {
  if (order.placed === undefined || reservation.allocations.length === 0) return [];
  const ordered = unitsBySku(order.placed.lines);
  const taken = unitsBySku(reservation.allocations);
  const skus = new Set([...ordered.keys(), ...taken.keys()]);
  return [...skus].flatMap((sku): Problem[] => {
    const [wanted, got] = [ordered.get(sku) ?? 0, taken.get(sku) ?? 0];
    return wanted === got
      ? []
      : [["reserved-other-units", `it ordered ${wanted} of ${sku} and reserved ${got}`]];
  });
}

function atTheEnd(order: OrderCase): readonly Problem[] {
  const end = endedAs(order);
  const { reservation, shipments } = order;
  if (end === "completed") {
    if (reservation.status === "shipped") {
      if (sameUnits(shipments.lines, reservation.allocations)) return [];
      return [["shipped-other-units", "its shipments hold other units than were reserved for it"]];
    }
    // The last leg is inventory's and may be under way: the order completes by it.
    return [
      ["completed-not-shipped", `the order is completed and its stock is ${reservation.status}`],
    ];
  }
  if (end !== "cancelled") return [];
  const problems: Problem[] = [];
  if (reservation.status === "reserved" || reservation.status === "shipped") {
    problems.push([
      "stock-still-held",
      `the order is cancelled and its stock is ${reservation.status}`,
    ]);
  }
  const out = [...shipments.shipments].filter(
    ([, status]) => status !== "cancelled" && status !== "returned",
  );
  if (out.length > 0) {
    const named = out.map(([id, status]) => `${id} (${status})`).join(", ");
    problems.push([
      "shipment-still-out",
      `the order is cancelled and ${named} was not called back`,
    ]);
  }
  return problems;
}

function carrier(order: OrderCase, { hasCarrier, reach }: CaseContext): readonly Problem[] {
  if (!hasCarrier || reach.isHeld(order.id)) return [];
  const end = endedAs(order);
  const theirs = order.carrier;
  const back =
    theirs === undefined || theirs.status === "cancelled" || theirs.status === "returned";
  if (end === "cancelled" && !back && theirs.parcels.length > 0) {
    return [
      [
        "carrier-still-has-it",
        `the order is cancelled and the carrier's books say ${theirs.status}`,
      ],
    ];
  }
  if (end !== "completed") return [];
  if (back) {
    return [
      [
        "carrier-does-not-have-it",
        `the order is completed and the carrier's books say ${theirs?.status ?? "nothing"}`,
      ],
    ];
  }
  const lines: Allocation[] = theirs.parcels.flatMap(({ location, lines }) =>
    lines.map(({ sku, quantity }) => ({ sku, location, quantity })),
  );
  if (sameUnits(lines, order.reservation.allocations)) return [];
  return [
    [
      "carrier-has-other-units",
      "the carrier's parcels hold other units than were reserved for the order",
    ],
  ];
}
