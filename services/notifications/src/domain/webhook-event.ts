import { contracts, type Contract } from "@waybill/contracts";
import { eventId, type Recorded } from "@waybill/kit/pure";

/** Topics that other systems may be told of begin with one of these. */
export const webhookTopicPattern =
  "^(orders|shipments|payments|inventory)\\.(\\*|[a-z]+(-[a-z]+)*)$";

/** Events that are a matter between our own services. */
const internalTopics = new Set([
  "shipments.noted",
  "inventory.expiring",
  "orders.cancellation-requested",
  "payments.refund-requested",
]);
const offered = new RegExp(webhookTopicPattern);

/** The events that can be subscribed to, by type. */
export const webhookContracts: ReadonlyMap<string, Contract> = new Map(
  contracts
    .filter(({ topic }) => offered.test(topic) && !internalTopics.has(topic))
    .map((contract) => [contract.type, contract]),
);

export const webhookTopics: ReadonlySet<string> = new Set(
  [...webhookContracts.values()].map(({ topic }) => topic),
);

/** Whether one of the subscribed topics (`orders.created`, `orders.*`) takes in a topic. */
export function isSubscribed(subscribed: readonly string[], topic: string): boolean {
  return subscribed.some((each) =>
    each.endsWith(".*") ? topic.startsWith(each.slice(0, -1)) : each === topic,
  );
}

/** Fields that leave the house for nobody. */
const withheld = new Set(["paymentToken", "process"]);

/** The body of the webhook: `{type, event, id, timestamp, data}`, where `type` is the topic. */
export function webhookBody(topic: string, message: Recorded): string {
  const data = Object.fromEntries(
    Object.entries(message.data as object).filter(([name]) => !withheld.has(name)),
  );
  return JSON.stringify({
    type: topic,
    event: message.type,
    id: eventId(message),
    timestamp: new Date(message.time).toISOString(),
    data,
  });
}
