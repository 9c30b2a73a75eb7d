import type { Service } from "@waybill/kit";

/** Types that each consumer of a service reads, by source. */
export function subscriptions(
  service: Service,
): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Map<string, Set<string>>>();
  const add = (consumer: string, { source, type }: { source: string; type: string }): void => {
    const sources = found.get(consumer) ?? new Map<string, Set<string>>();
    found.set(consumer, sources.set(source, (sources.get(source) ?? new Set()).add(type)));
  };
  for (const { on } of service.reactions) add(service.name, on);
  for (const view of service.views)
    if (view.kind === "message") for (const contract of view.on) add(service.name, contract);
  for (const { name, on } of service.activities)
    for (const contract of on) add(`${service.name}.${name}`, contract);
  return found;
}
