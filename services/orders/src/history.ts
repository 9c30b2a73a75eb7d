import { eventId, withoutSecrets, type Recorded } from "@waybill/kit";
import type { HistoryEntry } from "./schemas.ts";

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
