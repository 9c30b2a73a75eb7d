import type { Finding } from "../findings.ts";
import type { LogEvent } from "../sources.ts";
import {
  eventsOf,
  orderCategories,
  type CaseContext,
  type OrderCase,
  type OrderService,
} from "./order-case.ts";

/** Services with one consumer, and no calls to the outside whose outcomes may overtake each other. */
const readers: readonly OrderService[] = ["orders", "checkout", "inventory"];

interface Cause extends LogEvent {
  readonly service: OrderService;
}

/**
 * P for an order: each of these services has handled what came by one channel about this order one after
 * the other, and each once. What an event was caused by stands on it, so the log itself tells.
 */
export function keyOrder(order: OrderCase, { reach }: CaseContext): readonly Finding[] {
  const causes = causesOf(order);
  return readers.flatMap((service) =>
    problemsOf(eventsOf(order, service), (cause) => {
      const by = causes.get(cause);
      return by && { ...by, channel: reach.channel(service, by.service, by) };
    }).map(([problem, message]): Finding => ({
      check: "P",
      order: order.id,
      service,
      problem,
      message,
    })),
  );
}

function causesOf(order: OrderCase): ReadonlyMap<string, Cause> {
  const causes = new Map<string, Cause>();
  for (const service of Object.keys(orderCategories) as OrderService[]) {
    for (const event of eventsOf(order, service))
      causes.set(`${event.stream}/${event.version}`, { ...event, service });
  }
  return causes;
}

function problemsOf(
  events: readonly LogEvent[],
  causeOf: (cause: string) => (Cause & { readonly channel: string }) | undefined,
): (readonly [problem: string, message: string])[] {
  const problems: (readonly [string, string])[] = [];
  const reached = new Map<string, number>();
  let latest: string | undefined;
  for (const { type, cause } of events) {
    const by = causeOf(cause);
    if (by !== undefined && cause !== latest) {
      const before = reached.get(by.channel) ?? 0;
      if (by.position === before)
        problems.push(["handled-twice", `${type} follows ${cause}, which was handled before`]);
      if (by.position < before)
        problems.push(["handled-out-of-order", `${type} follows ${cause}, which is older`]);
      reached.set(by.channel, Math.max(before, by.position));
    }
    latest = cause;
  }
  return problems;
}
