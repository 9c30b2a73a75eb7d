import type { ApiPool } from "../import/api-pool.ts";

/** How far the server's orders are, counted from a moment of one's choice. */
export interface OrderCounts {
  readonly placed: number;
  readonly completed: number;
  readonly cancelled: number;
}

const line = /^waybill_events_total\{([^}]*)\} (\d+(?:\.\d+)?(?:e\+?\d+)?)$/gm;

/** The orders service's events in Prometheus' text format. */
export function orderCounts(text: string): OrderCounts {
  const counts = new Map<string, number>();
  for (const [, labels = "", value = "0"] of text.matchAll(line)) {
    if (!labels.includes('service="orders"')) continue;
    const type = /type="(\w+)"/.exec(labels)?.[1] ?? "";
    counts.set(type, (counts.get(type) ?? 0) + Number(value));
  }
  const of = (type: string): number => counts.get(type) ?? 0;
  return {
    placed: of("OrderPlaced"),
    completed: of("OrderCompleted"),
    cancelled: of("OrderCancelled"),
  };
}

/** @returns undefined while the server does not answer */
export async function readCounts(api: ApiPool): Promise<OrderCounts | undefined> {
  try {
    const text = await api.text("/metrics");
    return text === undefined ? undefined : orderCounts(text);
  } catch {
    return undefined;
  }
}
