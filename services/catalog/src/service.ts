import { keyOf, service, type Cursors, type Service, type ServiceModule } from "@waybill/kit";
import { product, type ProductState } from "./domain/product.ts";
import { ProductCache } from "./product-cache.ts";
import { readRoutes } from "./routes/read-routes.ts";
import { writeRoutes } from "./routes/write-routes.ts";
import { products, stockMarks } from "./views.ts";

export interface CatalogOptions {
  readonly cursors: Cursors;
  /** Products kept in memory at most. */
  readonly cachedProducts?: number;
  /** How long a change made by another process may stay unseen in this one, in milliseconds. */
  readonly cacheTtlMs?: number;
}

/** Products and their prices. */
export function catalog(options: CatalogOptions): ServiceModule {
  const cache = new ProductCache<ProductState>({
    limit: options.cachedProducts ?? 2_000,
    ttlMs: options.cacheTtlMs ?? 1_000,
  });
  let unsubscribe = (): void => undefined;
  return {
    service: catalogService(),
    routes: (context) => [
      ...readRoutes({ context, cursors: options.cursors, cache }),
      ...writeRoutes({ context, cache }),
    ],
    async start(context) {
      unsubscribe = context.onCommitted((events) => {
        for (const { stream } of events) cache.forget(keyOf(stream));
      });
    },
    async stop() {
      unsubscribe();
    },
  };
}

/** What the service is made of, without its HTTP surface. */
export function catalogService(): Service {
  return service({
    name: "catalog",
    deciders: [product],
    views: [products, stockMarks],
    migrations: new URL("../migrations/", import.meta.url),
  });
}
