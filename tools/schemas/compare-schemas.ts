import { isBreaking, type Change } from "./change.ts";
import { limitChanges, limits, nearest, typeChanges } from "./compare-limits.ts";
import { canonical, keywordsOf, type JsonSchema } from "./json-schema.ts";

const structure = [
  "type",
  "anyOf",
  "properties",
  "patternProperties",
  "required",
  "additionalProperties",
  "items",
];

/**
 * What has changed from one schema to another, field by field. What cannot be judged (a pattern, a keyword
 * that contracts have not used yet) counts as breaking.
 * @param at name of what they describe, in the changes
 */
export function schemaChanges(
  before: JsonSchema,
  after: JsonSchema,
  at = "data",
): readonly Change[] {
  if (canonical(before) === canonical(after)) return [];
  if (keywordsOf(after).length === 0) return [{ at, kind: "widened", what: "may be anything now" }];
  if (keywordsOf(before).length === 0) {
    return [{ at, kind: "breaking", what: "is restricted, was anything" }];
  }
  if (before.anyOf !== undefined || after.anyOf !== undefined) {
    return variantChanges(before, after, at);
  }
  const types = typeChanges(before, after, at);
  if (types.some(isBreaking)) return types;
  return [
    ...types,
    ...limitChanges(before, after, at),
    ...fieldChanges(before, after, at),
    ...otherFieldChanges(before, after, at),
    ...(before.items === undefined && after.items === undefined
      ? []
      : schemaChanges(before.items ?? {}, after.items ?? {}, `${at}[]`)),
    ...unknownChanges(before, after, at),
  ];
}

/** Each variant of before must fit one of now. A schema without variants is its only one. */
function variantChanges(before: JsonSchema, after: JsonSchema, at: string): readonly Change[] {
  const was = before.anyOf ?? [before];
  const is = after.anyOf ?? [after];
  const from = was.flatMap((variant): readonly Change[] => {
    const changes = nearest(is.map((each) => schemaChanges(variant, each, at))) ?? [];
    if (!changes.some(isBreaking)) return changes;
    // Of a value one can say that it is gone; of an object, better which field of it.
    return variant.type === "object" && is.some(({ type }) => type === "object")
      ? changes
      : [{ at, kind: "breaking", what: `may no longer be ${named(variant)}` }];
  });
  const fits = (variant: JsonSchema): boolean =>
    was.some((each) => !schemaChanges(variant, each, at).some(isBreaking));
  const to = is
    .filter((variant) => !fits(variant))
    // As many objects as before are the ones of before, whose fields are compared above.
    .filter((variant) => variant.type !== "object" || objectsIn(is) > objectsIn(was))
    .map((variant): Change => ({ at, kind: "widened", what: `may be ${named(variant)} now` }));
  return [...from, ...to];
}

function fieldChanges(before: JsonSchema, after: JsonSchema, at: string): readonly Change[] {
  const was = before.properties ?? {};
  const is = after.properties ?? {};
  const wasNeeded = new Set(before.required);
  const isNeeded = new Set(after.required);
  const added = Object.keys(is).filter((name) => !(name in was));
  const kept = Object.entries(was).flatMap(([name, schema]): readonly Change[] => {
    const field = `${at}.${name}`;
    const now = is[name];
    if (now === undefined) {
      const twin = added.find((each) => canonical(is[each]) === canonical(schema));
      const what = twin === undefined ? "was removed" : `was removed, or renamed to ${twin}`;
      return [{ at: field, kind: "breaking", what }];
    }
    const changes = schemaChanges(schema, now, field);
    if (wasNeeded.has(name) === isNeeded.has(name)) return changes;
    return isNeeded.has(name)
      ? [...changes, { at: field, kind: "breaking", what: "is required, was optional" }]
      : [...changes, { at: field, kind: "widened", what: "is optional, was required" }];
  });
  const fresh = added.map((name): Change => {
    const field = `${at}.${name}`;
    if (isNeeded.has(name)) return { at: field, kind: "breaking", what: "is new and required" };
    return before.additionalProperties === false
      ? { at: field, kind: "widened", what: "is new, in an object that was closed" }
      : { at: field, kind: "added", what: "is new and optional" };
  });
  return [...kept, ...fresh];
}

/** Of the fields that have no name in the schema. */
function otherFieldChanges(before: JsonSchema, after: JsonSchema, at: string): readonly Change[] {
  const changes: Change[] = [];
  const [was, is] = [before.additionalProperties, after.additionalProperties];
  if (canonical(was) !== canonical(is)) {
    changes.push(
      was === false && is === undefined
        ? { at, kind: "widened", what: "may have further fields now" }
        : { at, kind: "breaking", what: "has other rules for further fields" },
    );
  }
  const patterns = after.patternProperties ?? {};
  for (const [pattern, schema] of Object.entries(before.patternProperties ?? {})) {
    const field = `${at}[${pattern}]`;
    const now = patterns[pattern];
    changes.push(
      ...(now === undefined
        ? [{ at: field, kind: "breaking", what: "is no longer allowed" } as const]
        : schemaChanges(schema, now, field)),
    );
  }
  for (const pattern of Object.keys(patterns)) {
    if (before.patternProperties?.[pattern] !== undefined) continue;
    changes.push({ at: `${at}[${pattern}]`, kind: "breaking", what: "has rules now" });
  }
  return changes;
}

function unknownChanges(before: JsonSchema, after: JsonSchema, at: string): readonly Change[] {
  const keywords = new Set([...keywordsOf(before), ...keywordsOf(after)]);
  return [...keywords]
    .filter((keyword) => !structure.includes(keyword) && !limits.has(keyword))
    .filter((keyword) => canonical(before[keyword]) !== canonical(after[keyword]))
    .map((keyword) => ({
      at,
      kind: "breaking",
      what: `has another ${keyword}, and what that means for data this check does not know`,
    }));
}

function objectsIn(variants: readonly JsonSchema[]): number {
  return variants.filter(({ type }) => type === "object").length;
}

function named(variant: JsonSchema): string {
  if (variant.const !== undefined) return JSON.stringify(variant.const);
  return variant.type === "null" ? "null" : `any ${variant.type ?? "of several"}`;
}
