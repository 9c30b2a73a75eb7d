import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type Stock = Schemas["Stock"];

const pageSize = 100;
const refreshMs = 5_000;

/** Stock of all SKUs, or of those with fewer units available than `below`. */
export function useStockList(below: number | undefined) {
  return useCursorPages<Stock>(["stock", "list", below ?? null], (cursor) =>
    answerOf(
      api.GET("/v1/stock", {
        params: {
          query: {
            limit: pageSize,
            ...(below === undefined ? {} : { below }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    ),
  );
}

/** Stock of one SKU; null when there has never been any. */
export function useStockItem(sku: string) {
  return useQuery({
    queryKey: ["stock", "item", sku],
    async queryFn(): Promise<Stock | null> {
      try {
        return await answerOf(api.GET("/v1/stock/{sku}", { params: { path: { sku } } }));
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
    refetchInterval: refreshMs,
  });
}

export type Movement = Schemas["StockMovement"];
export type OpenReservation = Schemas["OpenReservation"];

/** The ledger of a SKU, newest first; at one location, or over all. */
export function useMovements(sku: string, location: string) {
  return useCursorPages<Movement>(
    ["stock", "movements", sku, location],
    (cursor) =>
      answerOf(
        api.GET("/v1/stock/{sku}/movements", {
          params: {
            path: { sku },
            query: {
              limit: pageSize,
              ...(location === "" ? {} : { location }),
              ...(cursor === undefined ? {} : { cursor }),
            },
          },
        }),
      ),
    refreshMs,
  );
}

/** Orders that hold units of a SKU, newest first. */
export function useReservations(sku: string) {
  return useCursorPages<OpenReservation>(
    ["stock", "reservations", sku],
    (cursor) =>
      answerOf(
        api.GET("/v1/stock/{sku}/reservations", {
          params: {
            path: { sku },
            query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
          },
        }),
      ),
    refreshMs,
  );
}

export type StockChange = Pick<Schemas["AuditEntry"], "actor" | "reason">;

/** Who received, adjusted or counted stock lately, and why, by the correlation id of the request. */
export function useStockChanges() {
  return useQuery({
    queryKey: ["stock", "changes"],
    async queryFn(): Promise<ReadonlyMap<string, StockChange>> {
      const { items } = await answerOf(
        api.GET("/v1/ops/audit", { params: { query: { path: "/v1/stock", limit: 200 } } }),
      );
      return new Map(items.map((entry) => [entry.correlationId, entry]));
    },
    refetchInterval: refreshMs,
  });
}

export function useLocations() {
  return useQuery({
    queryKey: ["locations"],
    queryFn: () => answerOf(api.GET("/v1/locations")),
  });
}

/** Has everything that shows stock read it again. */
export function useStockChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["stock"] });
}
