import type { ApiPool } from "../import/api-pool.ts";

/** How far the orders of the tenant are, counted from a moment of the server's choice. */
export interface OrderCounts {
  readonly placed: number;
  readonly completed: number;
  readonly cancelled: number;
}

interface Overview {
  readonly orders: {
    readonly accepted: number;
    readonly completed: number;
    readonly cancelled: number;
  };
}

/**
 * From the overview, which a gateway has, too; the metrics are of each process.
 * @returns undefined while the server does not answer
 */
export async function readCounts(api: ApiPool): Promise<OrderCounts | undefined> {
  try {
    const text = await api.text("/v1/ops/overview");
    if (text === undefined) return undefined;
    const { accepted, completed, cancelled } = (JSON.parse(text) as Overview).orders;
    return { placed: accepted, completed, cancelled };
  } catch {
    return undefined;
  }
}
