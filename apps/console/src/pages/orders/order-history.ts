import type { QueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";

type Page = Schemas["OrderHistory"];

/** Services write at nearly the same time, so what is this old has nothing put before it any more. */
const settledMs = 60_000;

export interface History {
  /** Oldest first. */
  readonly entries: Page["items"];
  /** Otherwise there are newer ones, which are being read. */
  readonly isWhole: boolean;
}

/**
 * All pages of an order's history. A page that is full and old never changes and is kept.
 * @param begun called with the first page of several, so that it can be shown
 */
export async function readHistory(
  client: QueryClient,
  orderId: string,
  begun: (first: History) => void,
): Promise<History> {
  const entries: Page["items"][number][] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Page = await readPage(client, orderId, cursor);
    entries.push(...page.items);
    if (cursor === undefined && page.nextCursor !== null)
      begun({ entries: page.items, isWhole: false });
    cursor = page.nextCursor;
  }
  return { entries, isWhole: true };
}

async function readPage(
  client: QueryClient,
  orderId: string,
  cursor: string | undefined,
): Promise<Page> {
  const key = ["order-history-page", orderId, cursor ?? ""];
  const kept = client.getQueryData<Page>(key);
  if (kept !== undefined) return kept;
  const page = await answerOf(
    api.GET("/v1/orders/{id}/history", {
      params: { path: { id: orderId }, query: cursor === undefined ? {} : { cursor } },
    }),
  );
  const last = page.items.at(-1);
  const settled = last !== undefined && Date.parse(last.time) < Date.now() - settledMs;
  if (page.nextCursor !== null && settled) client.setQueryData(key, page);
  return page;
}
