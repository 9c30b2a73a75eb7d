import { CheckoutCompleted, OrderPlaced, ReleaseRequested, StockChanged } from "@waybill/contracts";
import { reaction, service, type Cursors, type Service, type ServiceModule } from "@waybill/kit";
import { locations } from "./domain/locations.ts";
import { movement } from "./domain/movement.ts";
import { reservation } from "./domain/reservation.ts";
import { stock } from "./domain/stock.ts";
import { StockLedger } from "./ledger/stock-ledger.ts";
import { ledgerRoutes } from "./routes/ledger-routes.ts";
import { locationRoutes } from "./routes/location-routes.ts";
import { lowStock } from "./low-stock.ts";
import { movementRoutes } from "./routes/movement-routes.ts";
import { stockRoutes } from "./routes/stock-routes.ts";
import { stockLevels } from "./views.ts";

export interface InventoryOptions {
  readonly cursors: Cursors;
  /** How long an order may hold its stock before the checkout is asked about it, in milliseconds. */
  readonly reservationTtlMs?: number;
}

const defaultReservationTtlMs = 30 * 60 * 1000;

/** Stock by SKU and location, as a ledger, and what orders hold of it. */
export function inventory(options: InventoryOptions): ServiceModule {
  const { cursors, reservationTtlMs = defaultReservationTtlMs } = options;
  return {
    service: inventoryService(reservationTtlMs),
    routes: (context) => [
      ...movementRoutes(context),
      ...stockRoutes(context, cursors),
      ...ledgerRoutes({ ledger: new StockLedger(context), cursors }),
      ...locationRoutes(context),
    ],
    attention: (context, tenant) => lowStock(context, tenant),
  };
}

/** What the service is made of, without its HTTP surface. */
export function inventoryService(ttlMs: number = defaultReservationTtlMs): Service {
  return service({
    name: "inventory",
    deciders: [stock, movement, reservation, locations],
    announces: [StockChanged],
    reactions: [
      reaction(OrderPlaced, reservation, ({ orderId, lines }) => ({
        type: "reserve" as const,
        orderId,
        lines,
        ttlMs,
      })),
      reaction(CheckoutCompleted, reservation, ({ orderId }) => ({
        type: "ship" as const,
        orderId,
      })),
      reaction(ReleaseRequested, reservation, ({ orderId, reason }) => ({
        type: "release" as const,
        orderId,
        reason,
      })),
    ],
    views: [stockLevels],
    migrations: new URL("../migrations/", import.meta.url),
  });
}
