import type { Finding } from "../findings.ts";
import { eventsOf, type OrderCase } from "./order-case.ts";

/**
 * L: an order has claimed its reference and nothing else. Once the idempotency key has expired, this alone
 * stops a second order. Claims are committed with OrderPlaced, and neither they nor a reference ever change.
 */
export function claims(order: OrderCase): readonly Finding[] {
  const { placed } = order.order;
  if (placed === undefined) return [];
  const tenant = eventsOf(order, "orders")[0]?.tenant ?? "";
  const { reference } = placed;
  const own = reference === undefined ? undefined : `reference:${tenant}/${reference}`;
  const found = (problem: string, message: string): Finding => ({
    check: "L",
    problem,
    service: "orders",
    order: order.id,
    message,
  });
  const others = order.claims.filter((claim) => claim !== own);
  const findings = others.map((claim) =>
    found("claim-differs", `it holds ${claim} and has ${reference ?? "no reference"}`),
  );
  if (own !== undefined && !order.claims.includes(own))
    findings.push(
      found("claim-missing", `it does not hold ${own}: the same could be ordered again`),
    );
  return findings;
}
