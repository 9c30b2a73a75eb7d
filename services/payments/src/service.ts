import { ReversalRequested } from "@waybill/contracts";
import { reaction, service, type ServiceModule } from "@waybill/kit";
import { callProvider } from "./activities/call-provider.ts";
import { payment, type PaymentCommand } from "./domain/payment.ts";
import type { Provider } from "./provider/provider.ts";
import { paymentRoutes } from "./routes/payment-routes.ts";
import { providerWebhook } from "./routes/provider-webhook.ts";

export interface PaymentsOptions {
  readonly provider: Provider;
  /** Any of these may have signed the provider's webhooks: the one in use, and the one before it. */
  readonly webhookSecrets: readonly string[];
}

/** Authorisations, captures and refunds at the provider, and the ledger of what came of them. */
export function payments({ provider, webhookSecrets }: PaymentsOptions): ServiceModule {
  return {
    service: service({
      name: "payments",
      deciders: [payment],
      reactions: [
        // At once, while the provider may still be busy or away: nothing further is begun.
        reaction(ReversalRequested, payment, ({ orderId, currency, reason }): PaymentCommand => {
          return { type: "close", orderId, currency, reason };
        }),
      ],
      activities: [callProvider(provider)],
    }),
    routes: (context) => [...paymentRoutes(context), providerWebhook(context, webhookSecrets)],
  };
}
