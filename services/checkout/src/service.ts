import { service, type Cursors, type ServiceModule } from "@waybill/kit";
import { checkoutProcess } from "./domain/checkout.ts";
import { defaultTiming, type CheckoutTiming } from "./domain/timing.ts";
import { processRoutes } from "./routes.ts";
import { stuckCheckouts } from "./stuck-checkouts.ts";
import { processRows } from "./views.ts";

export interface CheckoutOptions {
  readonly cursors: Cursors;
  /** Deadlines and attempts that differ from `defaultTiming`. */
  readonly timing?: Partial<CheckoutTiming>;
}

/** The process that takes an order from placed to paid and sent, or back. */
export function checkout(options: CheckoutOptions): ServiceModule {
  const process = checkoutProcess({ ...defaultTiming, ...options.timing });
  return {
    service: service({
      name: "checkout",
      deciders: [],
      processes: [process],
      views: [processRows(process)],
      migrations: new URL("../migrations/", import.meta.url),
    }),
    routes: (context) => processRoutes({ checkout: process, context, cursors: options.cursors }),
    attention: stuckCheckouts,
  };
}
