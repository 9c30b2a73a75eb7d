import { Retryable, type Reply } from "@waybill/kit";
import type { Ask, Desk } from "../people/desk.ts";
import { webhookSecrets } from "../processes/shop-modules.ts";
import type { World } from "../world.ts";
import { WebhookRoad } from "./webhook-road.ts";

/** The provider and the carrier begin to tell the shop what happens at theirs. */
export function openRoads(world: World, desk: Desk): void {
  const { time, faults, ledger, carrier } = world;
  const parts = (name: string) => ({ name, time, faults, seed: world.seed.fork(`${name} road`) });
  new WebhookRoad({
    ...parts("provider"),
    secret: webhookSecrets.provider,
    waiting: async (limit) => {
      const unsent = await ledger.unsent(limit);
      return unsent.map(({ idempotencyKey, webhook }) => ({
        id: idempotencyKey,
        event: () => webhook,
        // The keys of operations begin with their order.
        subject: idempotencyKey.slice(0, idempotencyKey.indexOf(":")),
      }));
    },
    sent: (ids) => ledger.markSent(ids),
    post: (headers, body) =>
      posted(desk, {
        service: "payments",
        operationId: "receiveProviderWebhook",
        headers,
        rawBody: Buffer.from(body),
      }),
  }).start();
  new WebhookRoad({
    ...parts("carrier"),
    secret: webhookSecrets.carrier,
    waiting: (limit) =>
      Promise.resolve(
        [...carrier.unsent.values().take(limit)].map((event) => ({
          id: event.id,
          event: () => JSON.stringify(event),
          subject: event.orderId,
        })),
      ),
    sent: (ids) => {
      for (const id of ids) carrier.unsent.delete(id);
      return Promise.resolve();
    },
    post: (headers, body) =>
      posted(desk, {
        service: "fulfilment",
        operationId: "receiveTrackingUpdates",
        headers,
        rawBody: Buffer.from(body),
        body: JSON.parse(body) as unknown,
      }),
  }).start();
}

async function posted(desk: Desk, ask: Ask): Promise<Reply> {
  const told = await desk.ask(ask);
  if (told.kind === "answered") return told.reply;
  const code = told.kind === "refused" ? told.code : "unknown";
  throw new Retryable("webhook-not-acknowledged", `the shop did not take it: ${code}`);
}
