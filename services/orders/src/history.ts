import type { Customer } from "@waybill/contracts";
import { eventId, withoutSecrets, type Principal, type Recorded } from "@waybill/kit";
import { isOpenTo } from "./order-access.ts";
import type { HistoryEntry } from "./schemas.ts";

/** An event as an order's history shows it: without secrets and other customers, and with what caused it. */
export function historyEntry(event: Recorded, reader: Principal): HistoryEntry {
  return {
    id: eventId(event),
    time: new Date(event.time).toISOString(),
    service: event.source,
    type: event.type,
    version: event.version,
    data: withoutSecrets(withoutOthers(event.data, reader)),
    causedBy: event.meta.causationId,
    correlationId: event.meta.correlationId,
  };
}

function withoutOthers(data: unknown, reader: Principal): unknown {
  const { customer, ...rest } = data as { readonly customer?: Customer };
  return customer === undefined || isOpenTo(reader, customer.email) ? data : rest;
}
