import type { Seed } from "@waybill/simulator";
import { hostileValue, polluting } from "./hostile-values.ts";

/** The parts of a JSON schema that events use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

type Fields = Record<string, unknown>;

/** Somewhere in the data, with what the schema says of it. */
interface Place {
  readonly owner: Fields;
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The data with a field that has to be there taken out; nothing where there is none. */
export function withoutField(data: unknown, schema: Schema, seed: Seed): unknown {
  const copy = structuredClone(data);
  const place = pick(
    placesIn(copy, schema).filter(({ required }) => required),
    seed,
  );
  if (place === undefined) return undefined;
  delete place.owner[place.name];
  return copy;
}

/** The data with a value that cannot be what the schema asks for. */
export function withMisfit(data: unknown, schema: Schema, seed: Seed): unknown {
  const copy = structuredClone(data);
  const place = pick(
    placesIn(copy, schema).filter((each) => each.schema.type !== undefined),
    seed,
  );
  if (place === undefined) return undefined;
  for (let tries = 0; tries < 10; tries++) {
    const value = hostileValue(seed);
    if (fits(value, place.schema)) continue;
    place.owner[place.name] = value;
    return copy;
  }
  return undefined;
}

/** The data with more in it than a schema allows that says all of its fields. */
export function withUnknownField(data: unknown, schema: Schema, seed: Seed): unknown {
  const copy = structuredClone(data);
  const closed = placesIn(copy, schema).filter(
    ({ schema: { properties, additionalProperties }, owner, name }) =>
      properties !== undefined && additionalProperties === false && isFields(owner[name]),
  );
  const place = pick(closed, seed);
  if (place === undefined) return undefined;
  place.owner[place.name] = seed.chance(0.5)
    ? { ...(place.owner[place.name] as Fields), surprise: hostileValue(seed) }
    : withPrototype(place.owner[place.name] as Fields);
  return copy;
}

function withPrototype(fields: Fields): unknown {
  const text = JSON.stringify({ ...polluting(), ...fields });
  return JSON.parse(text.replace("{", '{"__proto__":{"polluted":true},'));
}

function pick(places: readonly Place[], seed: Seed): Place | undefined {
  return places.length === 0 ? undefined : seed.pick(places);
}

/** Every field that both the data and its schema have. */
function placesIn(data: unknown, schema: Schema): Place[] {
  if (!isFields(data)) return [];
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, of]) => {
    if (!(name in data)) return [];
    const here: Place = { owner: data, name, schema: of, required: required.includes(name) };
    const value = data[name];
    const within = Array.isArray(value)
      ? value.flatMap((each) => placesIn(each, of.items ?? {}))
      : placesIn(value, of);
    return [here, ...within];
  });
}

/** Never true of a value that does not fit; an open text or number may be taken for one that fits. */
function fits(value: unknown, { type, pattern, minimum, maxLength }: Schema): boolean {
  if (type === "string")
    return (
      typeof value === "string" &&
      (pattern === undefined || new RegExp(pattern).test(value)) &&
      value.length <= (maxLength ?? Number.POSITIVE_INFINITY)
    );
  if (type === "integer")
    return Number.isInteger(value) && Number(value) >= (minimum ?? Number.NEGATIVE_INFINITY);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isFields(value);
  return typeof value === type;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
