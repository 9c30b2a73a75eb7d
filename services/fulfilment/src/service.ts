import { service, type ServiceModule } from "@waybill/kit";
import { carrierActivity } from "./activities/carrier.ts";
import type { Carrier } from "./carrier/carrier.ts";
import { shipment } from "./domain/shipment.ts";
import { carrierWebhook } from "./routes/carrier-webhook.ts";
import { shipmentRoutes } from "./routes/shipments.ts";

export interface FulfilmentOptions {
  readonly carrier: Carrier;
  /** `whsec_…`: any of them verifies the carrier's webhooks, so that a secret can be replaced. */
  readonly webhookSecrets: readonly string[];
}

/** Shipments and the carrier: parcels are handed over, followed and called back. */
export function fulfilment({ carrier, webhookSecrets }: FulfilmentOptions): ServiceModule {
  return {
    service: service({
      name: "fulfilment",
      deciders: [shipment],
      activities: [carrierActivity(carrier)],
    }),
    routes: (context) => [...shipmentRoutes(context), carrierWebhook(context, webhookSecrets)],
    start: async () => carrier.start?.(),
    stop: async () => carrier.stop?.(),
  };
}
