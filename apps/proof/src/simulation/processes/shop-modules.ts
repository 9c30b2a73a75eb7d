import { catalog } from "@waybill/catalog";
import { checkout } from "@waybill/checkout";
import { fulfilment } from "@waybill/fulfilment";
import { inventory } from "@waybill/inventory";
import { createCursors, type Random, type ServiceModule } from "@waybill/kit";
import { notifications, type MailServer } from "@waybill/notifications";
import { orders, type AskCatalog } from "@waybill/orders";
import { payments, type Provider } from "@waybill/payments";
import type { Carrier } from "@waybill/fulfilment";

export const webhookSecrets = {
  provider: "whsec_c2ltdWxhdGVkLXByb3ZpZGVyLXNlY3JldA==",
  carrier: "whsec_c2ltdWxhdGVkLWNhcnJpZXItc2VjcmV0LS0=",
} as const;

/** The outside world as one process reaches it. */
export interface Reach {
  readonly provider: Provider;
  readonly carrier: Carrier;
  /** Absent: mails go to the outbox. */
  readonly mailServer: MailServer | undefined;
  readonly askCatalog: AskCatalog;
  readonly random: Random;
}

export const serviceNames = [
  "orders",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
  "catalog",
  "inventory",
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** How long an order may hold its stock before the checkout is asked about it. */
export interface ShopTiming {
  readonly reservationTtlMs: number;
}

const cursors = createCursors("the cursors of a simulation");

/** A service as it is composed for the real thing, on a simulated outside world. */
export function moduleOf(name: ServiceName, reach: Reach, timing: ShopTiming): ServiceModule {
  switch (name) {
    case "catalog":
      return catalog({ cursors });
    case "inventory":
      return inventory({ cursors, reservationTtlMs: timing.reservationTtlMs });
    case "orders":
      return orders({ cursors, catalog: reach.askCatalog });
    case "checkout":
      return checkout({ cursors });
    case "payments":
      return payments({ provider: reach.provider, webhookSecrets: [webhookSecrets.provider] });
    case "fulfilment":
      return fulfilment({ carrier: reach.carrier, webhookSecrets: [webhookSecrets.carrier] });
    case "notifications":
      return notifications({
        cursors,
        webhooks: { random: reach.random, logs: noLogs },
        ...(reach.mailServer === undefined ? {} : { mailServer: reach.mailServer }),
      });
    default:
      return name satisfies never;
  }
}

/** Outgoing webhooks are not part of the simulation: nobody registers an endpoint. */
const noLogs = {
  read: () => Promise.reject(new Error("outgoing webhooks are not simulated")),
} as never;
