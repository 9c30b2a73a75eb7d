import type { Service } from "@waybill/kit";
import { subscriptions } from "../check/subscriptions.ts";

/** The consumers that want a type, by source and type. */
export type WantedTypes = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Who of these services wants what. */
export function wantedTypes(services: readonly Service[]): WantedTypes {
  const found = new Map<string, Map<string, string[]>>();
  for (const [consumer, sources] of services.flatMap((service) => [
    ...subscriptions(service, false),
  ])) {
    for (const [source, types] of sources) {
      const known = found.get(source) ?? new Map<string, string[]>();
      found.set(source, known);
      for (const type of types) known.set(type, [...(known.get(type) ?? []), consumer]);
    }
  }
  return found;
}
