import type { Reply } from "./redis-client.ts";

/** Names of what is kept in Redis. Parts of a name are a service, a topic and a number. */
export interface StreamName {
  readonly prefix: string;
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
}

export const defaultPrefix = "waybill";
/** The field of an entry that holds the event. */
const eventField = "event";

export function streamKey({ prefix, source, topic, partition }: StreamName): string {
  return `${prefix}:${source}:${topic}:${partition}`;
}

/** What was found in a stream and is none of ours. */
export function foreignKey(stream: string): string {
  return `${stream}:foreign`;
}

/** Up to which position a service's partition was published, in whatever streams. */
export function markKey({ prefix, source, partition }: Omit<StreamName, "topic">): string {
  return `${prefix}:${source}:${partition}:published`;
}

/** An entry's id is the position of its event in the log of the service. */
export function entryId(position: number): string {
  return `${position}-0`;
}

/** @returns `undefined` for an id that no event of ours has */
export function positionOf(id: string): number | undefined {
  const position = id.endsWith("-0") ? Number(id.slice(0, -2)) : Number.NaN;
  return Number.isSafeInteger(position) && position > 0 ? position : undefined;
}

/** What comes before the dash: of any id, ours or not. */
export function orderOf(id: string): number {
  return Number(id.slice(0, id.indexOf("-")));
}

/**
 * The script that writes an event puts an attribute before those that it has: after which position of its
 * service the event stands in its stream. Those that earlier releases have written have none.
 */
const previousForm = /^\{"previous":"(\d{1,15})",/;

/** @returns 0 when nothing stood before it; `undefined` when nobody knows */
export function previousIn(text: string): number | undefined {
  const [, digits] = previousForm.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether the script takes an entry for one of the service's, whatever else is in it. */
export function isNumbered({ id, event }: Entry): boolean {
  return id.endsWith("-0") && (event?.includes(`"position":"${id.slice(0, -2)}"`) ?? false);
}

export interface Entry {
  readonly id: string;
  /** Undefined when it has no field for one. */
  readonly event: string | undefined;
}

export function entriesOf(reply: Reply | undefined): readonly Entry[] {
  if (!Array.isArray(reply)) return [];
  return (reply as readonly (readonly [string, readonly string[] | null])[]).map(
    ([id, fields]) => ({
      id,
      event: fields?.[0] === eventField ? fields[1] : undefined,
    }),
  );
}

/** A reply of names and values, one after another. */
export function recordOf(reply: Reply): ReadonlyMap<string, Reply> {
  const all = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
  const made = new Map<string, Reply>();
  for (let index = 0; index + 1 < all.length; index += 2)
    made.set(String(all[index]), all[index + 1] ?? null);
  return made;
}
