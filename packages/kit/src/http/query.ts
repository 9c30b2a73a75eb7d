import type { TSchema } from "typebox";
import { decodeUrlText } from "./text-safety.ts";
import { type Check, compileCheck, validationFailed } from "./validation.ts";

type Values = Record<string, unknown>;
type Coerce = (text: string) => unknown;

/**
 * Reads and checks the query of a URL against a schema. Numbers and booleans are taken from their
 * text, repeated fields make an array where the schema wants one, defaults are filled in, and a
 * field that the schema does not name is refused whatever its `additionalProperties` say.
 */
export type ReadQuery = (url: string) => Values;

const NUMBER = /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/;

export function compileQuery(schema: TSchema | undefined): ReadQuery {
  if (schema === undefined) return refuseAnyQuery;
  const properties = propertiesOf(schema);
  const check: Check = compileCheck({ ...schema, additionalProperties: false }, "query");
  const coercions = new Map(properties.map(([name, field]) => [name, coercionOf(field)]));
  const arrays = new Set(properties.filter(([, field]) => isArray(field)).map(([name]) => name));
  const defaults = properties.filter(([, field]) => "default" in field);

  return (url) => {
    const values = parseQuery(url);
    for (const name in values) {
      const coerce = coercions.get(name);
      if (coerce === undefined) continue;
      const raw = values[name];
      if (Array.isArray(raw)) values[name] = raw.map(coerce as (item: unknown) => unknown);
      else values[name] = arrays.has(name) ? [coerce(raw as string)] : coerce(raw as string);
    }
    for (const [name, field] of defaults) values[name] ??= field["default"];
    check(values);
    return values;
  };
}

/**
 * The fields of a URL's query; a repeated one becomes an array.
 * The object has no prototype, so that `__proto__` is a field like any other.
 * @throws HttpError 400 `invalid-text`
 */
function parseQuery(url: string): Values {
  const values = Object.create(null) as Values;
  const start = url.indexOf("?");
  if (start === -1) return values;
  for (const pair of url.slice(start + 1).split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const rawName = equals === -1 ? pair : pair.slice(0, equals);
    const name = decodeUrlText(rawName, "A name in the query", true);
    const text = equals === -1 ? "" : pair.slice(equals + 1);
    const value = decodeUrlText(text, `The query field ${name.slice(0, 50)}`, true);
    const before = values[name];
    if (before === undefined) values[name] = value;
    else values[name] = Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  }
  return values;
}

function refuseAnyQuery(url: string): Values {
  const values = parseQuery(url);
  const errors = Object.keys(values).map((name) => ({
    in: "query" as const,
    pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    code: "unknown-field",
    message: "is not a known field: remove it",
  }));
  if (errors.length > 0) throw validationFailed(errors, "query");
  return values;
}

function propertiesOf(schema: TSchema): [string, Values][] {
  const properties = (schema as { properties?: Record<string, Values> }).properties;
  if (properties === undefined) {
    throw new TypeError("A query schema must be a Type.Object: fields are read by name.");
  }
  return Object.entries(properties);
}

function isArray(field: Values): boolean {
  return field["type"] === "array";
}

/** What does not look like the wanted type stays text, for the check to refuse it by name. */
function coercionOf(field: Values): Coerce {
  switch (field["type"]) {
    case "integer":
    case "number":
      return (text) => (NUMBER.test(text) ? Number(text) : text);
    case "boolean":
      return (text) => (text === "true" ? true : text === "false" ? false : text);
    case "array":
      return coercionOf((field["items"] ?? {}) as Values);
    default:
      return (text) => text;
  }
}
