import type { Service } from "@waybill/kit";

/** The consumers that want a type, by source and type. */
export type WantedTypes = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Who of these services wants what. */
export function wantedTypes(services: readonly Service[]): WantedTypes {
  const found = new Map<string, Map<string, string[]>>();
  const add = (consumer: string, { source, type }: { source: string; type: string }): void => {
    const types = found.get(source) ?? new Map<string, string[]>();
    const consumers = types.get(type) ?? [];
    if (!consumers.includes(consumer)) consumers.push(consumer);
    found.set(source, types.set(type, consumers));
  };
  for (const { name, reactions, views, activities } of services) {
    for (const { on } of reactions) add(name, on);
    for (const view of views)
      if (view.kind === "message") for (const contract of view.on) add(name, contract);
    for (const activity of activities)
      for (const contract of activity.on) add(`${name}.${activity.name}`, contract);
  }
  return found;
}
