import {
  cloudEventType,
  decodeCloudEvent,
  encodeCloudEvent,
  keyOf,
  type Recorded,
} from "@waybill/kit";
import type { IncomingRecord, OutgoingRecord } from "./cluster/record.ts";

/**
 * Each record names the position of the one that its service had written before it into the same partition. So a
 * reader knows when something is missing in between, however it came to be: Kafka has lost it, or has let
 * it go as too old. And it knows that a relay has written it.
 */
const previousHeader = "waybill-previous";
const contentType = ["content-type", Buffer.from(cloudEventType)] as const;

export interface PublishedEvent {
  readonly event: Recorded;
  /** Position of the one before it; 0 for the first. */
  readonly previous: number;
}

export function recordOf({ event, previous }: PublishedEvent): OutgoingRecord {
  return {
    key: Buffer.from(keyOf(event.stream)),
    value: Buffer.from(encodeCloudEvent(event)),
    headers: new Map([contentType, [previousHeader, Buffer.from(String(previous))]]),
    timestamp: event.time,
  };
}

/** @returns `undefined` for what no relay has written: its position says nothing */
export function publishedIn(
  { headers, value }: Pick<IncomingRecord, "headers" | "value">,
  partition: number,
): PublishedEvent | undefined {
  const previous = headers.get(previousHeader)?.toString() ?? "";
  if (value === undefined || !/^\d{1,15}$/.test(previous)) return undefined;
  const event = decodeCloudEvent(value.toString(), partition);
  return event && { event, previous: Number(previous) };
}
