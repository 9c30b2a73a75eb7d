import type { Claim, Consignment, ProviderAccount } from "@waybill/checker";
import type { Snapshot, TextRow } from "./snapshot.ts";

/** The simulated provider's own books, by order id. */
export function providerAccounts(
  snapshot: Snapshot,
  keys?: readonly string[],
): AsyncIterable<readonly ProviderAccount[]> {
  return snapshot.stream(
    byOrder(
      "select order_id, currency, authorized, captured, voided, refunded, captures from payments",
      keys,
    ),
    (row: TextRow): ProviderAccount => {
      const [orderId, currency, authorized, captured, voided, refunded, captures] = row;
      return {
        orderId: orderId ?? "",
        currency: currency ?? "",
        authorized: Number(authorized),
        captured: Number(captured),
        voided: Number(voided),
        refunded: Number(refunded),
        captures: Number(captures),
      };
    },
  );
}

/** The simulated carrier's own books, by order id. */
export function consignments(
  snapshot: Snapshot,
  keys?: readonly string[],
): AsyncIterable<readonly Consignment[]> {
  return snapshot.stream(
    byOrder("select order_id, status, parcels from consignments", keys),
    ([orderId, status, parcels]: TextRow): Consignment => ({
      orderId: orderId ?? "",
      status: status ?? "",
      parcels: JSON.parse(parcels ?? "[]") as Consignment["parcels"],
    }),
  );
}

/** Orders that a client was told of: those of kept answers, and those that hold a reference. */
export function acknowledgedOrders(
  snapshot: Snapshot,
  keys?: readonly string[],
): AsyncIterable<readonly string[]> {
  return snapshot.stream(
    {
      text: `select order_id from (
               select answer::json #>> '{body,id}' as order_id from answers
               union
               select substr(stream, 7) from claims where stream like 'order-%'
             ) as told
             where order_id like 'ord\\_%' and ($1::text[] is null or order_id = any($1))
             order by order_id collate "C"`,
      values: [keys ?? null],
    },
    ([order]: TextRow): string => order ?? "",
  );
}

/** What orders have claimed, by order id. */
export function orderClaims(
  snapshot: Snapshot,
  keys?: readonly string[],
): AsyncIterable<readonly Claim[]> {
  return snapshot.stream(
    {
      text: `select substr(stream, 7), claim from claims
             where stream like 'order-%' and ($1::text[] is null or stream = any($1))
             order by stream collate "C"`,
      values: [keys?.map((key) => `order-${key}`) ?? null],
    },
    ([orderId, claim]: TextRow): Claim => ({ orderId: orderId ?? "", claim: claim ?? "" }),
  );
}

function byOrder(select: string, keys: readonly string[] | undefined) {
  const where = keys === undefined ? "" : "where order_id = any($1::text[])";
  return {
    text: `${select} ${where} order by order_id collate "C"`,
    values: keys === undefined ? [] : [keys],
  };
}
