import { isBreaking, type Change } from "./change.ts";
import { canonical, type JsonSchema } from "./json-schema.ts";

const upper = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
const lower = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/** Whether one of these allows less than another cannot be told by looking at them. */
const opaque = ["pattern", "format", "multipleOf", "uniqueItems", "const"];

/** Keywords that limit the values of one field. */
export const limits: ReadonlySet<string> = new Set([...upper, ...lower, ...opaque]);

/** How the limits of one field have changed. */
export function limitChanges(before: JsonSchema, after: JsonSchema, at: string): readonly Change[] {
  return [...limits].flatMap((keyword): readonly Change[] => {
    const [was, is] = [before[keyword], after[keyword]];
    if (canonical(was) === canonical(is)) return [];
    if (is === undefined) {
      return [{ at, kind: "widened", what: `has no ${keyword} any more (was ${text(was)})` }];
    }
    if (was === undefined) {
      return [{ at, kind: "breaking", what: `has a ${keyword} now: ${text(is)}` }];
    }
    const what = `has ${keyword} ${text(is)}, was ${text(was)}`;
    const isWider =
      (upper.includes(keyword) && Number(is) > Number(was)) ||
      (lower.includes(keyword) && Number(is) < Number(was));
    return [{ at, kind: isWider ? "widened" : "breaking", what }];
  });
}

/** How the type of one field has changed. An integer may become any number. */
export function typeChanges(
  { type: was }: JsonSchema,
  { type: is }: JsonSchema,
  at: string,
): readonly Change[] {
  if (was === is) return [];
  if (is === undefined) return [{ at, kind: "widened", what: `may be of any type, was ${was}` }];
  if (was === "integer" && is === "number") {
    return [{ at, kind: "widened", what: "may have a fraction now" }];
  }
  return [{ at, kind: "breaking", what: `is of type ${is}, was ${was ?? "any"}` }];
}

/** The fewest changes, and rather some that break nothing. */
export function nearest(candidates: readonly (readonly Change[])[]): readonly Change[] | undefined {
  const cost = (changes: readonly Change[]): number =>
    changes.length + 1_000 * changes.filter(isBreaking).length;
  return candidates.toSorted((one, other) => cost(one) - cost(other))[0];
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? "none";
}
