import { rowsOf } from "./sessions.ts";
import type { Shop } from "./shop.ts";

/** Counts every time that a partition of a consumer of the service got another owner. */
export async function epochsOf(shop: Shop, service: string): Promise<number> {
  const [row] = await rowsOf<{ sum: number }>(
    await shop.serviceUrl(service),
    "select coalesce(sum(epoch), 0)::int as sum from positions",
  );
  return row?.sum ?? 0;
}
