import { catalogService } from "@waybill/catalog";
import { checkout } from "@waybill/checkout";
import { fulfilment } from "@waybill/fulfilment";
import { inventoryService } from "@waybill/inventory";
import type { Service } from "@waybill/kit";
import { notifications } from "@waybill/notifications";
import { orders } from "@waybill/orders";
import { payments } from "@waybill/payments";

/**
 * The seven services as the checker needs them: what they decide, derive and listen to, without
 * anything that runs. In the order in which their snapshots are to be taken.
 */
export function verifiedServices({
  mailsBySmtp,
}: {
  readonly mailsBySmtp: boolean;
}): readonly Service[] {
  const cursors = neverUsed;
  return [
    orders({ cursors, catalog: neverUsed }).service,
    checkout({ cursors }).service,
    payments({ provider: neverUsed, webhookSecrets: [] }).service,
    fulfilment({ carrier: neverUsed, webhookSecrets: [] }).service,
    notifications({
      cursors,
      webhooks: neverUsed,
      ...(mailsBySmtp ? { mailServer: neverUsed } : {}),
    }).service,
    catalogService(),
    inventoryService(),
  ];
}

/** Stands for the outside world, which a check must not touch. */
const neverUsed = new Proxy(
  {},
  {
    get(_target, name): never {
      throw new Error(
        `verifying reads the logs only and must not use ${String(name)} of the outside world`,
      );
    },
  },
) as never;
