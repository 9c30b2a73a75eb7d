import { topicChannel, type Contract, type Service } from "@waybill/kit";

/** Types that each consumer of a service reads, by channel. */
export function subscriptions(
  service: Service,
  byTopic: boolean,
): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Map<string, Set<string>>>();
  const add = (consumer: string, contract: Contract): void => {
    const channel = byTopic ? topicChannel(contract) : contract.source;
    const channels = found.get(consumer) ?? new Map<string, Set<string>>();
    const types = channels.get(channel) ?? new Set<string>();
    found.set(consumer, channels.set(channel, types.add(contract.type)));
  };
  for (const { on } of service.reactions) add(service.name, on);
  for (const view of service.views)
    if (view.kind === "message") for (const contract of view.on) add(service.name, contract);
  for (const { name, on } of service.activities)
    for (const contract of on) add(`${service.name}.${name}`, contract);
  return found;
}
