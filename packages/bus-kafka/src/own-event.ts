import { decodeCloudEvent, type Recorded } from "@waybill/kit";
import type { IncomingRecord } from "./cluster/record.ts";
import { previousOf } from "./previous-position.ts";

/**
 * The event in a record, when one of our services has written it. Whoever may write into a topic may put the form
 * of an event there, under any position: going by such a one would pass over all that is true up to that. Only
 * what names the position before it is believed.
 */
export function ownEventOf(
  record: IncomingRecord | undefined,
  partition: number,
): Recorded | undefined {
  if (record?.value === undefined || previousOf(record) === undefined) return undefined;
  return decodeCloudEvent(record.value.toString(), partition);
}
