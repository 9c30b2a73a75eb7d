import { capturedTwice, lineText, type BookedOrder } from "./books.ts";
import { drain } from "./drain.ts";
import type { Evidence } from "./evidence.ts";
import type { Load } from "./load.ts";
import type { SentOrder } from "./sent-order.ts";
import type { Shop } from "./shop.ts";
import { publishedViolations } from "./split/log-witness.ts";
import { verifyViolations } from "./verify-run.ts";

const kinds = ["placed", "confirmed", "dispatched", "cancelled"];

interface Audited {
  readonly shop: Shop;
  readonly load: Load;
  readonly evidence: Evidence;
}

/** Every promise that was broken, by the customers' record, the mailer's, the provider's, and `waybill verify`. */
export async function audit({ shop, load, evidence }: Audited): Promise<readonly string[]> {
  const from = performance.now();
  const { orders, unfinished } = await drain(shop, load.sent);
  evidence.drainedMs = performance.now() - from;
  return [
    ...shop.unwantedEnds,
    ...unfinished,
    ...compare(load.sent, orders, evidence),
    ...acceptedInOutage(load.sent, evidence),
    ...toldTwice(shop, orders),
    ...(await capturedTwice(shop)).map((id) => `${id} was captured more than once`),
    ...(await lostByBroker(shop, evidence)),
    ...(await verifyViolations(shop)),
  ];
}

async function lostByBroker(shop: Shop, { notes }: Evidence): Promise<readonly string[]> {
  if (shop.witness === undefined) return [];
  const { violations, note } = await publishedViolations(shop, shop.witness);
  notes.push(note);
  return violations;
}

/** What was sent against what is there: accepted exactly once, unknown at most once, refused never. */
export function compare(
  sent: readonly SentOrder[],
  orders: readonly BookedOrder[],
  { mayExpire }: Pick<Evidence, "mayExpire"> = { mayExpire: false },
): readonly string[] {
  const byReference = Map.groupBy(orders, ({ reference }) => reference ?? "");
  const keys = new Set(sent.map(({ key }) => key));
  const nobodys = orders
    .filter(({ reference }) => reference === null || !keys.has(reference))
    .map(({ id }) => `${id} was sent by nobody`);
  return [
    ...nobodys,
    ...sent.flatMap((order) => {
      const found = byReference.get(order.key) ?? [];
      const [{ reason } = { reason: null }] = found;
      const isExpired = mayExpire && reason === "reservation_expired";
      return compareOne(order, found, isExpired ? ["cancelled"] : endsOf(order));
    }),
  ];
}

function compareOne(
  order: SentOrder,
  found: readonly BookedOrder[],
  ends: readonly string[],
): string[] {
  const { key, ids, outcome, body } = order;
  const name = `${outcome} ${key}`;
  const wanted = outcome === "accepted" ? [1] : outcome === "refused" ? [0] : [0, 1];
  const violations = [];
  if (!wanted.includes(found.length)) violations.push(`${name} is there ${found.length} times`);
  if (ids.size > 1) violations.push(`${name} was answered with ${[...ids].join(" and ")}`);
  for (const { id, token, lines, end } of found) {
    if (ids.size > 0 && !ids.has(id)) violations.push(`${name} is there as ${id}`);
    if (token !== body.payment.token || lines !== lineText(body.lines))
      violations.push(`${name} is there with ${lines} and ${token}`);
    if (!ends.includes(end)) violations.push(`${name} (${token}, ${id}) is ${end}`);
  }
  return violations;
}

/** How the order may end; that it ends at all is looked at elsewhere. */
function endsOf({ body, cancellation, isContested }: SentOrder): readonly string[] {
  if (body.payment.token === "tok_declined" || cancellation === "accepted")
    return ["cancelled", "open"];
  if (cancellation === "unknown" || isContested) return ["completed", "cancelled", "open"];
  return ["completed", "open"];
}

function acceptedInOutage(sent: readonly SentOrder[], evidence: Evidence): readonly string[] {
  const { outages, notes } = evidence;
  if (outages.length === 0) return [];
  const within = sent.flatMap(({ key, attempts }) =>
    attempts
      .filter(({ startedAt, endedAt }) =>
        outages.some(({ from, to }) => startedAt >= from && endedAt <= to),
      )
      .map(({ answer, status }) => ({ key, answer, status })),
  );
  notes.push(`${within.length} attempts began and ended while PostgreSQL was down`);
  return within
    .filter(({ answer }) => answer === "ok")
    .map(({ key, status }) => `${key} was answered ${status} while PostgreSQL was down`);
}

function toldTwice({ mails }: Shop, orders: readonly BookedOrder[]): readonly string[] {
  if (mails === undefined) return [];
  return orders.flatMap(({ id, number }) =>
    kinds
      .filter((kind) => mails.count(number, kind) > 1)
      .map((kind) => `${id}: ${mails.count(number, kind)} different mails say ${kind}`),
  );
}
