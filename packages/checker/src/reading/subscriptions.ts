import type { Service } from "@waybill/kit";
import type { ConsumerPosition } from "../sources.ts";

/** Which logs each consumer of a service is declared to read. */
export function subscriptionsOf(service: Service): ReadonlyMap<string, ReadonlySet<string>> {
  const subscriptions = new Map<string, Set<string>>();
  const add = (consumer: string, source: string): void => {
    subscriptions.set(consumer, (subscriptions.get(consumer) ?? new Set<string>()).add(source));
  };
  for (const { on } of service.reactions) add(service.name, on.source);
  for (const view of service.views) {
    if (view.kind === "message") for (const { source } of view.on) add(service.name, source);
  }
  for (const { name, on } of service.activities)
    for (const { source } of on) add(`${service.name}.${name}`, source);
  return subscriptions;
}

/**
 * Positions of the declared consumers. Others are left over from an earlier wiring (mails by SMTP
 * or to the outbox, for one) and stand still for good.
 */
export function declared(
  service: Service,
  positions: readonly ConsumerPosition[],
): readonly ConsumerPosition[] {
  const subscriptions = subscriptionsOf(service);
  return positions.filter(
    ({ consumer, source }) => subscriptions.get(consumer)?.has(source) === true,
  );
}
