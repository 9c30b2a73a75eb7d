import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";

export type Product = Schemas["Product"];
export type ProductSummary = Schemas["ProductSummary"];
export type ProductStatus = Product["status"];

interface CatalogueFilter {
  readonly q: string;
  readonly category: string;
}

const pageSize = 100;

/** Products that have all words of `q`, in one category if one is given, oldest first. */
export function useProducts({ q, category }: CatalogueFilter) {
  return useCursorPages<ProductSummary>(["products", "list", q, category], (cursor) =>
    answerOf(
      api.GET("/v1/products", {
        params: {
          query: {
            limit: pageSize,
            ...(q === "" ? {} : { q }),
            ...(category === "" ? {} : { category }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    ),
  );
}

export function readProduct(id: string): Promise<Product> {
  return answerOf(api.GET("/v1/products/{id}", { params: { path: { id } } }));
}

export function useProduct(id: string) {
  return useQuery({ queryKey: ["products", "one", id], queryFn: () => readProduct(id) });
}

/** What a change is based on, as the API's ETag of that version. */
export function ifMatchOf({ version }: Pick<Product, "version">): string {
  return `"${version}"`;
}

/** Has everything that shows products read them again. */
export function useProductsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["products"] });
}
