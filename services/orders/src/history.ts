import { eventId, type Recorded } from "@waybill/kit";
import type { HistoryEntry } from "./schemas.ts";

/** Members that authorise something; never shown, wherever in an event they are. */
const secrets: ReadonlySet<string> = new Set(["paymentToken", "token", "secret", "signature"]);

/** An event as an order's history shows it: without secrets, and with what caused it. */
export function historyEntry(event: Recorded): HistoryEntry {
  return {
    id: eventId(event),
    time: new Date(event.time).toISOString(),
    service: event.source,
    type: event.type,
    version: event.version,
    data: withoutSecrets(event.data),
    causedBy: event.meta.causationId,
    correlationId: event.meta.correlationId,
  };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !secrets.has(name))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  );
}
