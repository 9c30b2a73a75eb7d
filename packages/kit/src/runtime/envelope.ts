import { keyOf, type Meta, type Recorded } from "../concepts/contract.ts";
import { Terminal } from "../errors.ts";
import { partitionOf } from "../ports/bus.ts";
import { OwnEvent } from "./own-event.ts";

/** The message is not what its contract says, or is no message at all: no release and no retry changes that. */
export class MalformedMessage extends Terminal {
  readonly flaw: string;

  constructor(type: string, flaw: string) {
    super("message-malformed", `${shown(type)} cannot be handled: ${flaw}`);
    this.flaw = flaw;
  }
}

const maxTextLength = 500;
const maxVersion = 2 ** 31 - 1;
const maxSchemaVersion = 2 ** 15 - 1;
/** Of data that is parked. What walks through JSON by recursion, here or in PostgreSQL, bears some thousands. */
const maxDepth = 100;
/** What is kept of a message that cannot be handled: enough to find out where it came from. */
const maxExcerptLength = 4_000;
const latestTime = Date.UTC(9999, 11, 31);
const control = /\p{Cc}/u;

/** What stands in place of a message that cannot be handled. */
interface Unreadable {
  readonly flaw: string;
  /** The message as JSON, cut short. */
  readonly excerpt: string;
}

/**
 * What a consumer takes in place of what its bus gave it. Source and position are the bus's word; all
 * else is whatever somebody has written. A message that is not of the shape of an event becomes one that
 * can be parked under its key, listed, and let go; one that names no key gets a key of its own.
 */
export function readable(message: Recorded, source: string): Recorded {
  if (message instanceof OwnEvent && message.source === source) return message;
  if (message.source !== source)
    return standIn({ ...message, source }, `it says that it is of ${shown(message.source)}`);
  const flaw = flawOf(message);
  return flaw === undefined ? message : standIn(message, flaw);
}

/** What is wrong with a message apart from its data; `undefined`: nothing. */
export function flawOf(message: Recorded): string | undefined {
  const { stream, partition, version, type, schemaVersion, data, meta, time, touches } = message;
  if (isSetAside(message)) return (data as Unreadable).flaw;
  if (!isText(type)) return "its type is no text";
  if (!isStream(stream)) return "its stream is not `category-key`";
  if (partition !== partitionOf(keyOf(stream)))
    return `partition ${shown(partition)} is not that of its key`;
  if (!isCount(version, maxVersion)) return `${shown(version)} is no version`;
  if (!isCount(schemaVersion, maxSchemaVersion))
    return `${shown(schemaVersion)} is no version of a schema`;
  if (!(typeof time === "number" && time >= 0 && time <= latestTime))
    return `${shown(time)} is no time`;
  if (!Array.isArray(touches) || !touches.every(isText)) return "what it touches are no streams";
  return metaFlaw(meta);
}

/** A record of a broker that no service of ours has written there. */
export interface StrayRecord {
  /** What holds it, such as `kafka:orders.created/2`: no service has such a name. */
  readonly place: string;
  /** Its number in there. */
  readonly offset: number;
  readonly partition: number;
  readonly flaw: string;
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const maxRawBytes = 1_000;

/**
 * As a message that can be parked, listed and let go. It has a key of its own: without a place in the log it has none
 * in the order of the key that it names, so nothing can stand behind it, and a stranger can hold nobody up.
 */
export function strayRecord({ place, offset, partition, flaw, ...record }: StrayRecord): Recorded {
  const { key, value, time } = record;
  return {
    source: place,
    position: offset + 1,
    partition,
    stream: `foreign-${place}.${offset}`,
    version: 0,
    type: "foreign",
    schemaVersion: 1,
    data: {
      flaw,
      excerpt: textOf(value),
      key: key === undefined ? null : textOf(key).slice(0, maxTextLength),
      bytes: value?.length ?? 0,
      raw: value?.subarray(0, maxRawBytes).toString("base64") ?? "",
    } satisfies Unreadable & Record<string, unknown>,
    meta: { tenant: "", correlationId: "", causationId: "", traceparent: "" },
    time: time >= 0 && time <= latestTime ? time : 0,
    touches: [],
  };
}

/** For people: what cannot be shown, or stored by PostgreSQL, is replaced. */
function textOf(bytes: Buffer | undefined): string {
  const text = bytes?.subarray(0, maxExcerptLength).toString() ?? "";
  return text.replaceAll(new RegExp(control, "gu"), "\u{fffd}").toWellFormed();
}

/** The message in a form that can be parked and holds no surprise for whoever reads it. */
export function storable(message: Recorded): Recorded {
  return isDeeper(message.data, maxDepth)
    ? setAside(message, `its data is nested more than ${maxDepth} deep`)
    : message;
}

/** Stands for a message that cannot be handled. It has version 0, which no event has. */
export function setAside(message: Recorded, flaw: string): Recorded {
  return isSetAside(message) ? message : standIn(message, flaw);
}

/** Made of nothing but what was looked at: also of a message that poses as one that was set aside. */
function standIn(message: Recorded, flaw: string): Recorded {
  const { source, position, type, time } = message;
  const meta = (message.meta ?? {}) as Partial<Meta>;
  const stream = isStream(message.stream) ? message.stream : `unreadable-${source}.${position}`;
  return {
    source,
    position,
    partition: partitionOf(keyOf(stream)),
    stream,
    version: 0,
    type: textOr(type, "unknown"),
    schemaVersion: 1,
    data: { flaw, excerpt: excerptOf(message) } satisfies Unreadable,
    meta: {
      tenant: textOr(meta.tenant, ""),
      correlationId: textOr(meta.correlationId, ""),
      causationId: textOr(meta.causationId, ""),
      traceparent: textOr(meta.traceparent, ""),
    },
    time: typeof time === "number" && time >= 0 && time <= latestTime ? time : 0,
    touches: [],
  };
}

function isSetAside({ version, data }: Recorded): boolean {
  return version === 0 && typeof (data as Unreadable | null | undefined)?.flaw === "string";
}

function metaFlaw(meta: Partial<Meta> | null | undefined): string | undefined {
  if (typeof meta !== "object" || meta === null) return "it has no metadata";
  if (!isText(meta.tenant)) return "it names no tenant";
  if (!isText(meta.correlationId)) return "it has no correlation id";
  if (!isText(meta.causationId)) return "it does not say what caused it";
  // Whether a trace can be followed is no reason to hold an order back; only what cannot be stored is.
  const isStorable = meta.traceparent === "" || isText(meta.traceparent);
  return isStorable ? undefined : "its traceparent is no text";
}

/** Text that a database stores as it is, and that fits into an index, a header and a line of a log. */
function isText(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "" &&
    value.length <= maxTextLength &&
    !control.test(value) &&
    value.isWellFormed()
  );
}

function isStream(value: unknown): value is string {
  if (!isText(value)) return false;
  const dash = value.indexOf("-");
  return dash > 0 && dash < value.length - 1;
}

function isCount(value: unknown, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

function textOr(value: unknown, otherwise: string): string {
  return isText(value) ? value : otherwise;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** A value as it stands in a message for people; text is quoted and cut short. */
function shown(value: unknown): string {
  if (typeof value !== "string")
    return value === null ? "null" : typeof value === "number" ? String(value) : typeof value;
  return isText(value) && value.length <= 60 ? value : `${JSON.stringify(value.slice(0, 60))} …`;
}

function excerptOf(message: Recorded): string {
  try {
    return JSON.stringify(message).slice(0, maxExcerptLength).toWellFormed();
  } catch {
    const { data: _, ...rest } = message;
    return excerptOf({ ...rest, data: "left out: it cannot be written as JSON" });
  }
}
