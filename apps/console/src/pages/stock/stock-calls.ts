import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type Stock = Schemas["Stock"];

const pageSize = 100;

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
