/** The part of JSON Schema that contracts are written in. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** These say something to people and nothing of the data. */
const annotations = new Set([
  "$comment",
  "$id",
  "default",
  "deprecated",
  "description",
  "examples",
  "title",
]);

/** Keywords of a schema that say something of the data. */
export function keywordsOf(schema: JsonSchema): readonly string[] {
  return Object.keys(schema).filter((keyword) => !annotations.has(keyword));
}

/** A text that is the same for schemas that mean the same, whatever the order of their keywords. */
export function canonical(value: unknown, isSchema = true): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each)).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  // Below `properties` stand names of fields, and a field may be called "title".
  const entries = Object.entries(value)
    .filter(([key, each]) => each !== undefined && !(isSchema && annotations.has(key)))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, each]) => {
      const isNames = isSchema && (key === "properties" || key === "patternProperties");
      const text =
        key === "required" && Array.isArray(each)
          ? each.map(String).toSorted((one, other) => (one < other ? -1 : 1))
          : each;
      return `${JSON.stringify(key)}:${canonical(text, !isNames)}`;
    });
  return `{${entries.join()}}`;
}
