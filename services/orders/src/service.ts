import { service, type Cursors, type ServiceContext, type ServiceModule } from "@waybill/kit";
import { order } from "./domain/order.ts";
import { moneyOfOpenOrders } from "./open-money.ts";
import type { OrderDesk } from "./order-desk.ts";
import { OrderNumbers } from "./order-numbers.ts";
import { OrderWatch } from "./order-watch.ts";
import {
  catalogClient,
  type CatalogClient,
  type CatalogOptions,
  type CatalogWarning,
} from "./prices/catalog-client.ts";
import { PriceBook, type AskCatalog } from "./prices/price-book.ts";
import { orderReactions } from "./reactions.ts";
import { orderRoutes } from "./routes.ts";
import { orderPaymentsView, orderShipmentsView, ordersView, productPricesView } from "./views.ts";

export interface OrdersOptions {
  /** Where prices are asked for that the service's own copy does not have yet: over HTTP, or another way. */
  readonly catalog: CatalogOptions | AskCatalog;
  /** Makes and reads the cursors of lists. */
  readonly cursors: Cursors;
}

export interface OrdersModule extends ServiceModule {
  /** State of the breaker before the catalogue, for the health report. */
  catalogBreaker(): CatalogClient["breaker"];
}

/** Orders as customers and operators see them: accepted here, carried out by the others. */
export function orders(options: OrdersOptions): OrdersModule {
  let catalog: CatalogClient | undefined;
  let desk: OrderDesk | undefined;

  function open(context: ServiceContext): OrderDesk {
    const client = clientOf(options.catalog, (message) => {
      context.log.warn(message);
    });
    catalog = client;
    return {
      context,
      prices: new PriceBook({
        database: context.views,
        clock: context.clock,
        ask: client.ask,
        progress: () => context.progress("catalog"),
      }),
      numbers: new OrderNumbers(context.views),
      watch: new OrderWatch(context),
      cursors: options.cursors,
    };
  }

  return {
    service: service({
      name: "orders",
      deciders: [order],
      reactions: orderReactions,
      views: [ordersView, orderPaymentsView, orderShipmentsView, productPricesView],
      migrations: new URL("../migrations/", import.meta.url),
    }),
    routes(context) {
      desk?.watch.stop();
      desk = open(context);
      return orderRoutes(desk);
    },
    stop() {
      desk?.watch.stop();
      return Promise.resolve();
    },
    moneyBehind: moneyOfOpenOrders,
    catalogBreaker: () => catalog?.breaker ?? "closed",
  };
}

function clientOf(catalog: OrdersOptions["catalog"], warn: CatalogWarning): CatalogClient {
  return typeof catalog === "function"
    ? { ask: catalog, breaker: "closed" }
    : catalogClient(catalog, warn);
}
