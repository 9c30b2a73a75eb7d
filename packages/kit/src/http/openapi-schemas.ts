import type { TSchema } from "typebox";

type Json = Record<string, unknown>;

/**
 * Schemas with a `title` that can name a type (`Order`, `Money`) are written once under
 * `components/schemas` and referred to from everywhere else. Two different schemas that claim one
 * title are an error: a generated client would give one of them the other's type.
 */
export class SchemaComponents {
  readonly #byTitle = new Map<string, { text: string; schema: Json }>();

  /** The schema as it goes into the document: a reference, or the schema with its named parts replaced by references. */
  embed(schema: TSchema): Json {
    // Through JSON: what is not part of JSON Schema (TypeBox keeps its own notes on symbols and hidden keys) falls away.
    return this.#rewrite(JSON.parse(JSON.stringify(schema)) as Json) as Json;
  }

  /** @throws Error when `title` has been claimed by a different schema */
  all(): Json {
    const sorted = [...this.#byTitle].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([title, { schema }]) => [title, schema]));
  }

  #rewrite(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((item) => this.#rewrite(item));
    if (typeof node !== "object" || node === null) return node;
    const title = (node as Json)["title"];
    const inner = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        DATA.has(key) ? value : this.#rewrite(value),
      ]),
    );
    if (typeof title !== "string" || !/^[A-Z]\w*$/.test(title)) return inner;
    const text = JSON.stringify(inner);
    const known = this.#byTitle.get(title);
    if (known !== undefined && known.text !== text) {
      throw new Error(`Two different schemas have the title ${title}: rename one of them.`);
    }
    this.#byTitle.set(title, { text, schema: inner });
    return { $ref: `#/components/schemas/${title}` };
  }
}

/** Keywords whose values are data, not schemas: a `title` in there names nothing. */
const DATA = new Set(["default", "const", "enum", "examples", "example"]);
