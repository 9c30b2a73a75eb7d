import type { ServiceContext } from "@waybill/kit";

/** Totals of those of the orders that have not ended, by currency: an order that ended waits for nothing. */
export function moneyOfOpenOrders(
  { views }: ServiceContext,
  { tenant, keys }: { readonly tenant: string; readonly keys: readonly string[] },
): Promise<readonly { readonly amount: number; readonly currency: string }[]> {
  return views.query(
    `select currency, sum(total)::float8 as amount from orders
     where tenant = $1 and id = any($2::text[]) and status not in ('completed', 'cancelled')
     group by currency order by currency`,
    [tenant, keys],
  );
}
