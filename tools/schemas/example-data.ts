import fc from "fast-check";
import type { JsonSchema } from "./json-schema.ts";

/** What a text may look like, most telling first; the first that fits its schema is taken. */
const words = ["example", "EUR", "PT", "abc-1", "1", "ord_01hzy3k5m7n9p1q3r5s7t9v1w3"];
const formats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00.000Z",
  date: "2026-01-31",
  email: "ana@example.com",
  uri: "https://example.com/",
  uuid: "0b1e6b1c-6f5e-4d1f-9a53-3c1f0e9a7d10",
};

/**
 * Data that fits a schema: with what is required, or with all there is; of variants, the first or the last.
 * The same every time.
 */
export function exampleOf(schema: JsonSchema, extent: "least" | "all"): unknown {
  const { anyOf } = schema;
  if (anyOf !== undefined) return exampleOf(anyOf.at(extent === "least" ? 0 : -1) ?? {}, extent);
  if ("const" in schema) return schema.const;
  switch (schema.type) {
    case "object":
      return objectOf(schema, extent);
    case "array":
      return [exampleOf(schema.items ?? {}, extent)];
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema, extent);
    case "boolean":
      return extent === "all";
    default:
      return null;
  }
}

function objectOf(schema: JsonSchema, extent: "least" | "all"): Readonly<Record<string, unknown>> {
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => extent === "all" || schema.required?.includes(name) === true)
    .map(([name, field]) => [name, exampleOf(field, extent)]);
  const others = Object.entries(schema.patternProperties ?? {})
    .filter(() => extent === "all")
    .map(([pattern, field]) => [textOf({ pattern }), exampleOf(field, extent)]);
  return Object.fromEntries([...fields, ...others]) as Readonly<Record<string, unknown>>;
}

function textOf({ pattern, format, minLength = 0, maxLength = 1_000 }: JsonSchema): string {
  const given = formats[String(format)];
  if (given !== undefined) return given;
  const expression = new RegExp(typeof pattern === "string" ? pattern : "", "u");
  const fits = (text: string): boolean =>
    expression.test(text) && text.length >= Number(minLength) && text.length <= Number(maxLength);
  const word = words.find(fits);
  if (word !== undefined) return word;
  const [made = ""] = fc.sample(fc.stringMatching(expression).filter(fits), {
    numRuns: 1,
    seed: 1,
  });
  return made;
}

function numberOf(
  { minimum, maximum, exclusiveMinimum }: JsonSchema,
  extent: "least" | "all",
): number {
  const least = Number(
    minimum ?? (exclusiveMinimum === undefined ? 0 : Number(exclusiveMinimum) + 1),
  );
  return extent === "least" ? least : Math.min(least + 1_000, Number(maximum ?? Infinity));
}
