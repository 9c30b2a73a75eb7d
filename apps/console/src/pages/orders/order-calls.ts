import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { followOrder } from "../../live/order-stream.ts";
import { readHistory, type History } from "./order-history.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";
import type { OrderFilter } from "./order-filter.ts";

export type Order = Schemas["Order"];
type OrderSummary = Schemas["OrderSummary"];
export type OrderRow = Pick<OrderSummary, keyof OrderSummary & keyof Order>;
export type HistoryEntry = Schemas["HistoryEntry"];
export type Process = Schemas["Process"];
export type Payment = Schemas["Payment"];

const pageSize = 100;
const listMs = 3_000;
const openMs = 2_000;
const endedMs = 10_000;
const auditShown = 20;
const togetherMs = 150;

/** Orders of a filter, newest first. An id is read by itself, so the other filters do not apply. */
export function useOrderList({ text, kind, query }: OrderFilter) {
  return useCursorPages<OrderRow>(
    ["orders", "list", kind === "id" ? text : query],
    async (cursor) => {
      if (kind === "id") return { items: await ordersWithId(text), nextCursor: null };
      return answerOf(
        api.GET("/v1/orders", {
          params: {
            query: { limit: pageSize, ...query, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
      );
    },
    listMs,
  );
}

async function ordersWithId(id: string): Promise<readonly Order[]> {
  try {
    return [await readOrder(id)];
  } catch (error) {
    // An id that is not whole yet is no id.
    if (isStatus(error, 404) || isStatus(error, 400)) return [];
    throw error;
  }
}

function readOrder(id: string): Promise<Order> {
  return answerOf(api.GET("/v1/orders/{id}", { params: { path: { id } } }));
}

function isOpen(order: Order | undefined): boolean {
  return order === undefined || order.status === "pending" || order.status === "confirmed";
}

/** The order, followed to its end by its stream of events. */
export function useOrder(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: () => readOrder(id),
    refetchInterval: ({ state: { data } }) => (isOpen(data) ? openMs : endedMs),
  });
  const version = useRef(0);
  useEffect(() => {
    version.current = query.data?.version ?? 0;
  }, [query.data]);
  const isThere = query.data !== undefined;
  useEffect(() => {
    if (!isThere) return undefined;
    return followOrder(
      { orderId: id, after: version.current },
      together(() => client.invalidateQueries({ queryKey: keyOf(id) })),
    );
  }, [client, id, isThere]);
  return query;
}

/** Many events at once are one reason to read an order again, and none to begin anew what is being read. */
function together(act: () => Promise<void>): () => void {
  let waiting = false;
  let again = false;
  const soon = (): void => {
    again = waiting;
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      void act().finally(() => {
        waiting = false;
        if (again) soon();
      });
    }, togetherMs);
  };
  return soon;
}

/** Every event of every service; asked for the less often, the longer it is. */
export function useHistory(order: Order) {
  const client = useQueryClient();
  const queryKey = [...keyOf(order.id), "history"];
  return useQuery({
    queryKey,
    queryFn: () =>
      readHistory(client, order.id, (first) =>
        client.setQueryData<History>(queryKey, (known) => known ?? first),
      ),
    refetchInterval: ({ state: { data } }) =>
      Math.max(isOpen(order) ? openMs : endedMs, (data?.entries.length ?? 0) * 2),
  });
}

/** The checkout of an order; null as long as checkout has not heard of it. */
export function useProcess(order: Order) {
  return useQuery({
    queryKey: [...keyOf(order.id), "process"],
    queryFn: () => orNull(readProcess(order.id)),
    refetchInterval: isOpen(order) ? openMs : endedMs,
  });
}

function readProcess(orderId: string): Promise<Process> {
  return answerOf(api.GET("/v1/processes/{orderId}", { params: { path: { orderId } } }));
}

/** The payment of an order; null before one was asked for. */
export function usePayment(order: Order) {
  return useQuery({
    queryKey: [...keyOf(order.id), "payment"],
    queryFn: () =>
      orNull(
        answerOf(api.GET("/v1/payments/{orderId}", { params: { path: { orderId: order.id } } })),
      ),
    refetchInterval: isOpen(order) ? openMs : endedMs,
  });
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (isStatus(error, 404)) return null;
    throw error;
  }
}

/** Messages of the order that failed: those that are tried again, and those that wait for a person. */
export function useParked(orderId: string) {
  return useQuery({
    queryKey: [...keyOf(orderId), "parked"],
    queryFn: async () =>
      (
        await answerOf(
          api.GET("/v1/dead-letters", { params: { query: { key: orderId, all: true } } }),
        )
      ).items,
    refetchInterval: 5_000,
  });
}

export function useNotifications(orderId: string) {
  return useQuery({
    queryKey: [...keyOf(orderId), "notifications"],
    queryFn: async () =>
      (await answerOf(api.GET("/v1/notifications", { params: { query: { orderId } } }))).items,
    refetchInterval: 5_000,
  });
}

/** What people changed at the order, its process, its payment and its mails, newest first. */
export function useOrderAudit(orderId: string) {
  const mails = useNotifications(orderId).data ?? [];
  const resent = mails.filter(({ deliveries }) => deliveries.length > 1).map(({ id }) => id);
  return useQuery({
    queryKey: [...keyOf(orderId), "audit", resent],
    placeholderData: keepPreviousData,
    async queryFn() {
      const paths = ["orders", "processes", "payments"].map((kind) => `/v1/${kind}/${orderId}`);
      const found = await Promise.all(
        [...paths, ...resent.map((id) => `/v1/notifications/${id}`)].map((path) =>
          answerOf(api.GET("/v1/ops/audit", { params: { query: { path, limit: auditShown } } })),
        ),
      );
      return found
        .flatMap(({ items }) => items)
        .toSorted((one, other) => other.at.localeCompare(one.at));
    },
    refetchInterval: 5_000,
  });
}

/** Has everything that shows the order read it again. */
export function useOrderChanged(orderId: string): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keyOf(orderId) });
}

function keyOf(orderId: string): readonly string[] {
  return ["orders", "one", orderId];
}
