import type { Attention, ServiceContext } from "@waybill/kit";

/** Checkouts that have tried everything and wait for a person. */
export async function stuckCheckouts(
  { views }: ServiceContext,
  tenant: string,
): Promise<readonly Attention[]> {
  const [found] = await views.query<{ readonly count: number }>(
    `select count(*)::int as count from processes
     where tenant = $1 and phase in ('running', 'compensating') and stuck`,
    [tenant],
  );
  const count = found?.count ?? 0;
  const message =
    count === 1
      ? "checkout has tried everything and waits for a person"
      : "checkouts have tried everything and wait for a person";
  return [{ kind: "stuck-processes", service: "checkout", count, message }];
}
