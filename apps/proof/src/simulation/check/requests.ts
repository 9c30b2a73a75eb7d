import type { Finding } from "@waybill/checker";
import { keyOf } from "@waybill/kit";
import type { SentOrder } from "../people/customers.ts";
import type { World } from "../world.ts";

/**
 * L as the customers saw it: a request is one order or none, whatever was repeated; what was answered
 * is the order that is there; what was refused is not.
 */
export function requestFindings(world: World, sent: readonly SentOrder[]): readonly Finding[] {
  const placed = new Map<string, { readonly email: string }>();
  for (const { type, stream, data } of world.disks.get("orders")?.streams.own ?? []) {
    if (type !== "OrderPlaced") continue;
    const { customer } = data as { readonly customer: { readonly email: string } };
    placed.set(keyOf(stream), customer);
  }
  // A customer sends one request, so the address names it.
  const byCustomer = Map.groupBy(placed, ([, { email }]) => email);
  const findings: Finding[] = [];
  const found = (problem: string, message: string, order?: string): void => {
    findings.push({ check: "L", problem, message, ...(order === undefined ? {} : { order }) });
  };
  for (const [index, { ids, outcome, key, told }] of sent.entries()) {
    const orders = byCustomer.get(emailOf(key)) ?? [];
    byCustomer.delete(emailOf(key));
    const [first] = orders;
    if (orders.length > 1)
      found("placed-twice", `request ${index} made ${orders.length} orders`, first?.[0]);
    if (ids.size > 1) found("answered-twice", `request ${index} was told ${[...ids].join(", ")}`);
    if (outcome === "refused" && ids.size === 0 && orders.length > 0)
      found(
        "refused-but-placed",
        `request ${index} was refused for good: ${told.join(", ")}`,
        first?.[0],
      );
    for (const id of ids)
      if (!placed.has(id)) found("acknowledged-lost", `request ${index} was told of it`, id);
  }
  for (const [email, orders] of byCustomer)
    found("placed-by-nobody", `nobody at ${email} sent it`, orders[0]?.[0]);
  return findings;
}

/** `key-7` belongs to `c7@example.com`. */
function emailOf(key: string): string {
  return `c${key.slice(key.indexOf("-") + 1)}@example.com`;
}
