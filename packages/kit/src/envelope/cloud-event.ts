import { eventId, keyOf, type Recorded } from "../concepts/contract.ts";

/**
 * An event as a broker carries it: CloudEvents 1.0, structured (https://github.com/cloudevents/spec), with
 * these extensions beside its own attributes. Numbers are CloudEvents' integers where they fit.
 */
export interface CloudEvent {
  readonly specversion: "1.0";
  /** Stream and version: the same however often it is published. */
  readonly id: string;
  /** The service. */
  readonly source: string;
  readonly type: string;
  /** The stream. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly tenant: string;
  readonly correlationid: string;
  readonly causationid: string;
  /** Absent when there is none: CloudEvents knows no empty attribute. */
  readonly traceparent?: string;
  readonly partitionkey: string;
  readonly schemaversion: number;
  /** Place in the log of the service, which consumers go by. A decimal, since it outgrows 32 bits. */
  readonly position: string;
  readonly data: unknown;
}

export const cloudEventType = "application/cloudevents+json";

/** The JSON of an event for a broker. What it touches is the service's own affair and stays there. */
export function encodeCloudEvent(event: Recorded): string {
  const { source, type, stream, meta } = event;
  const envelope: CloudEvent = {
    specversion: "1.0",
    id: eventId(event),
    source,
    type,
    subject: stream,
    time: new Date(event.time).toISOString(),
    datacontenttype: "application/json",
    tenant: meta.tenant,
    correlationid: meta.correlationId,
    causationid: meta.causationId,
    ...(meta.traceparent === "" ? {} : { traceparent: meta.traceparent }),
    partitionkey: keyOf(stream),
    schemaversion: event.schemaVersion,
    position: String(event.position),
    data: event.data,
  };
  return JSON.stringify(envelope);
}

/**
 * Reads what a broker gave. Whether the event is what its contract says is looked at by whoever takes it;
 * this only says whether a service of ours can have written it.
 * @returns `undefined` for what is none of ours
 */
export function decodeCloudEvent(text: string, partition: number): Recorded | undefined {
  const envelope = parsed(text);
  if (envelope?.specversion !== "1.0" || typeof envelope.source !== "string") return undefined;
  const position = Number(envelope.position);
  const slash = String(envelope.id).lastIndexOf("/");
  if (!Number.isSafeInteger(position) || position < 1 || slash < 1) return undefined;
  return {
    source: envelope.source,
    position,
    partition,
    stream: String(envelope.id).slice(0, slash),
    version: Number(String(envelope.id).slice(slash + 1)),
    type: String(envelope.type),
    schemaVersion: Number(envelope.schemaversion),
    data: envelope.data,
    meta: {
      tenant: String(envelope.tenant),
      correlationId: String(envelope.correlationid),
      causationId: String(envelope.causationid),
      traceparent: envelope.traceparent ?? "",
    },
    time: Date.parse(String(envelope.time)),
    touches: [],
  };
}

function parsed(text: string): Partial<CloudEvent> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
