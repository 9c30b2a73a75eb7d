import { setTimeout as delay } from "node:timers/promises";
import type { ApiPool } from "../import/api-pool.ts";

export interface Tally {
  readonly completed: number;
  readonly cancelled: number;
  /** Neither, after the time to drain. */
  readonly open: number;
  /** `list`: each order was looked up. `difference`: completed is what was accepted and is neither cancelled nor open. */
  readonly counted: "list" | "difference";
}

interface OrderPage {
  readonly items: readonly { readonly customer: { readonly email: string } }[];
  readonly nextCursor: string | null;
}

export interface TallyRequest {
  /** Of the run's customers. */
  readonly domain: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly drainSeconds: number;
}

/** Above this, listing the completed orders takes longer than it is worth when nothing is in doubt. */
const mostListed = 100_000;
/** The server's clock may be another one. */
const clockSkewMs = 300_000;
const lookAgainMs = 250;
const pageSize = 200;

/** Waits until the run's orders have ended, and counts from the server's lists how. */
export async function tally(api: ApiPool, request: TallyRequest): Promise<Tally> {
  const deadline = performance.now() + request.drainSeconds * 1_000;
  let open = await countOpen(api, request);
  while (open > 0 && performance.now() < deadline) {
    await delay(lookAgainMs);
    open = await countOpen(api, request);
  }
  const cancelled = await count(api, request, "cancelled");
  if (request.unknown > 0 || request.accepted <= mostListed) {
    const completed = await count(api, request, "completed");
    return { completed, cancelled, open, counted: "list" };
  }
  const completed = request.accepted - cancelled - open;
  return { completed, cancelled, open, counted: "difference" };
}

async function countOpen(api: ApiPool, request: TallyRequest): Promise<number> {
  const [pending, confirmed] = await Promise.all([
    count(api, request, "pending"),
    count(api, request, "confirmed"),
  ]);
  return pending + confirmed;
}

async function count(
  api: ApiPool,
  { domain, startedAt }: TallyRequest,
  status: string,
): Promise<number> {
  const from = encodeURIComponent(new Date(startedAt - clockSkewMs).toISOString());
  const path = `/v1/orders?limit=${pageSize}&status=${status}&from=${from}`;
  const ours = `@${domain}`;
  let found = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: string = cursor === "" ? path : `${path}&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await api.expect({ method: "GET", path: page }, [200]);
    const { items, nextCursor } = body as OrderPage;
    for (const { customer } of items) if (customer.email.endsWith(ours)) found += 1;
    cursor = nextCursor;
  }
  return found;
}
