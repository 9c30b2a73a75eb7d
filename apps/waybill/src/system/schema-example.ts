interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** For texts whose form is given by a pattern or a name; the first that fits is taken. */
const texts = [
  "ord_01kb1c9c0000000000000000a1",
  "EUR",
  "PT",
  "MUG-BLUE",
  "2026-01-31T12:00:00Z",
  "lisbon",
  "1",
];
const named: Readonly<Record<string, string>> = {
  email: "ana@example.com",
  currency: "EUR",
  country: "PT",
  sku: "MUG-BLUE",
  location: "lisbon",
};

/** A value that fits a schema of a contract; what is optional is left out. @throws {Error} for a schema it knows no value for */
export function exampleOf(schema: object, name = ""): unknown {
  const {
    type,
    enum: values,
    anyOf,
    examples,
    properties,
    required = [],
    items,
  } = schema as Schema;
  if ("const" in schema) return schema.const;
  if (examples?.[0] !== undefined) return examples[0];
  if (values !== undefined) return values[0];
  if (anyOf?.[0] !== undefined) return exampleOf(anyOf[0], name);
  switch (type) {
    case "object":
      return Object.fromEntries(
        Object.entries(properties ?? {})
          .filter(([field]) => required.includes(field))
          .map(([field, each]) => [field, exampleOf(each, field)]),
      );
    case "array":
      return [exampleOf(items ?? {}, name)];
    case "string":
      return textOf(schema, name);
    case "integer":
    case "number":
      return Math.max((schema as Schema).minimum ?? 1, 1);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function textOf({ pattern, format, minLength = 0 }: Schema, name: string): string {
  const id = /^(\w+)Id$/.exec(name)?.[1];
  const made = id === undefined ? [] : [`${id.slice(0, 3)}_01kb1c9c0000000000000000a1`];
  const known = named[name];
  const candidates = [
    ...(known === undefined ? [] : [known]),
    ...made,
    ...(format === "email" ? ["ana@example.com"] : []),
    ...(format === "date-time" || name.endsWith("At") ? ["2026-01-31T12:00:00Z"] : []),
    ...(pattern === undefined ? [] : texts),
    name.length >= minLength ? name : "text",
  ];
  const wanted = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const found = candidates.find((text) => wanted?.test(text) !== false);
  return found ?? "text";
}
