import type { Attention, ServiceContext } from "@waybill/kit";

/** From so many units available on a SKU is no longer low. */
const low = 5;
/** More are not counted: it takes a look over all SKUs to find those few that are low. */
const most = 1_000;

/** SKUs that will soon be sold out, or are. */
export async function lowStock(
  { views }: ServiceContext,
  tenant: string,
): Promise<readonly Attention[]> {
  const [found] = await views.query<{ readonly count: number }>(
    `select count(*)::int as count from
       (select 1 from stock_levels where tenant = $1 and available < $2 limit $3) as few`,
    [tenant, low, most],
  );
  const count = found?.count ?? 0;
  const message = `${count === 1 ? "SKU has" : "SKUs have"} fewer than ${low} units available`;
  return [{ kind: "stock-low", service: "inventory", count, message }];
}
