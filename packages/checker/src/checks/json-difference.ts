import { isDeepStrictEqual } from "node:util";

type Json = unknown;
type Side = { readonly has: boolean; readonly value: Json };

const listed = 5;

/** Whether what a state is as JSON is what was stored, in whatever order their fields stand. */
export function isSameJson(state: unknown, stored: string): boolean {
  const text = JSON.stringify(state);
  return text === stored || isDeepStrictEqual(parsed(text), parsed(stored));
}

/**
 * Where what the events make and what is stored differ, with both values:
 * `stock.3.reserved is 2 and should be 1`. Texts may be personal data, so only their lengths are said.
 */
export function jsonDifference(state: unknown, stored: string): string {
  const places = [...differing(present(parsed(JSON.stringify(state))), present(parsed(stored)))];
  const more = places.length - listed;
  return [...places.slice(0, listed), ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

/** The innermost places that differ. */
function* differing(ours: Side, theirs: Side, at: readonly string[] = []): Generator<string> {
  if (isDeepStrictEqual(ours, theirs)) return;
  const [own, other] = [fieldsOf(ours.value), fieldsOf(theirs.value)];
  const alike = Array.isArray(ours.value) === Array.isArray(theirs.value);
  if (own === undefined || other === undefined || !alike) {
    yield `${at.join(".") || "it"} is ${said(theirs)} and should be ${said(ours)}`;
    return;
  }
  for (const name of new Set([...own.keys(), ...other.keys()]))
    yield* differing(fieldOf(own, name), fieldOf(other, name), [...at, name]);
}

/** Fields of an object, or the elements of a list by their number. */
function fieldsOf(value: Json): ReadonlyMap<string, Json> | undefined {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}

function fieldOf(fields: ReadonlyMap<string, Json>, name: string): Side {
  return { has: fields.has(name), value: fields.get(name) };
}

function present(value: Json): Side {
  return { has: true, value };
}

function said({ has, value }: Side): string {
  if (!has) return "absent";
  if (typeof value === "string") return `a text of ${value.length} characters`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function parsed(text: string | undefined): Json {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
