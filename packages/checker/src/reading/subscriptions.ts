import { rowTypes, sourceOf, topicChannel, type Contract, type Service } from "@waybill/kit";
import type { ConsumerPosition, Unread } from "../sources.ts";

/** What each consumer of a service is declared to read. */
export function subscriptionsOf(service: Service): ReadonlyMap<string, readonly Contract[]> {
  const subscriptions = new Map<string, Set<Contract>>();
  const add = (consumer: string, contracts: Iterable<Contract>): void => {
    const known = subscriptions.get(consumer) ?? new Set<Contract>();
    subscriptions.set(consumer, known.union(new Set(contracts)));
  };
  for (const { on } of service.reactions) add(service.name, [on]);
  for (const view of service.views) if (view.kind === "message") add(service.name, view.on);
  for (const { name, on } of service.activities) add(`${service.name}.${name}`, on);
  return new Map([...subscriptions].map(([consumer, contracts]) => [consumer, [...contracts]]));
}

/** The channels that may carry an event: a bus reads whole logs, or topics. */
export function channelsOf(contract: Pick<Contract, "source" | "topic">): readonly string[] {
  return [contract.source, topicChannel(contract)];
}

/**
 * Positions of the declared consumers. Others are left over from an earlier wiring (mails by SMTP
 * or to the outbox, for one) and stand still for good.
 */
export function declared(
  service: Service,
  positions: readonly ConsumerPosition[],
): readonly ConsumerPosition[] {
  const channels = new Map(
    [...subscriptionsOf(service)].map(([consumer, contracts]) => [
      consumer,
      new Set(contracts.flatMap(channelsOf)),
    ]),
  );
  return positions.filter(({ consumer, channel }) => channels.get(consumer)?.has(channel) === true);
}

/** What lies behind the positions of the declared consumers, with the log that it is in. */
export function unreadBy(
  service: Service,
  positions: readonly ConsumerPosition[],
): readonly (Unread & { readonly source: string })[] {
  return [...subscriptionsOf(service)].flatMap(([consumer, contracts]) => {
    const rows = positions.filter((each) => each.consumer === consumer);
    return rowTypes(rows, contracts).map(({ row: { channel, partition }, type, readTo }) => ({
      source: sourceOf(channel),
      partition,
      type,
      after: readTo,
    }));
  });
}
