import assert from "node:assert/strict";
import { suite, test } from "node:test";
import Type, { type TSchema } from "typebox";
import type { ChangeKind } from "./change.ts";
import { schemaChanges } from "./compare-schemas.ts";
import type { JsonSchema } from "./json-schema.ts";

const closed = { additionalProperties: false };
const json = (schema: TSchema): JsonSchema => JSON.parse(JSON.stringify(schema)) as JsonSchema;
const one = (field: TSchema) => Type.Object({ field });
const either = (...words: readonly string[]) => Type.Union(words.map((word) => Type.Literal(word)));

type Example = readonly [
  name: string,
  was: TSchema,
  is: TSchema,
  found: readonly (readonly [ChangeKind, string])[],
];

const examples: readonly Example[] = [
  [
    "a removed field",
    Type.Object({ a: Type.String(), b: Type.Integer() }),
    Type.Object({ a: Type.String() }),
    [["breaking", "data.b was removed"]],
  ],
  [
    "a renamed field",
    Type.Object({ a: Type.String() }),
    Type.Object({ name: Type.String() }),
    [
      ["breaking", "data.a was removed, or renamed to name"],
      ["breaking", "data.name is new and required"],
    ],
  ],
  [
    "a new required field",
    Type.Object({}),
    Type.Object({ a: Type.String() }),
    [["breaking", "data.a is new and required"]],
  ],
  [
    "a new optional field",
    Type.Object({}),
    Type.Object({ a: Type.Optional(Type.String()) }),
    [["added", "data.a is new and optional"]],
  ],
  [
    "a new optional field of a closed object, which readers of before refuse",
    Type.Object({}, closed),
    Type.Object({ a: Type.Optional(Type.String()) }, closed),
    [["widened", "data.a is new, in an object that was closed"]],
  ],
  [
    "a field that is required now",
    Type.Object({ a: Type.Optional(Type.String()) }),
    Type.Object({ a: Type.String() }),
    [["breaking", "data.a is required, was optional"]],
  ],
  [
    "a field that is optional now",
    Type.Object({ a: Type.String() }),
    Type.Object({ a: Type.Optional(Type.String()) }),
    [["widened", "data.a is optional, was required"]],
  ],
  [
    "another type",
    one(Type.String()),
    one(Type.Integer()),
    [["breaking", "data.field is of type integer, was string"]],
  ],
  [
    "a narrowed number",
    one(Type.Number()),
    one(Type.Integer()),
    [["breaking", "data.field is of type integer, was number"]],
  ],
  [
    "a widened integer",
    one(Type.Integer()),
    one(Type.Number()),
    [["widened", "data.field may have a fraction now"]],
  ],
  [
    "an enum that lost a value",
    one(either("a", "b")),
    one(either("a")),
    [["breaking", 'data.field may no longer be "b"']],
  ],
  [
    "an enum that won a value",
    one(either("a", "b")),
    one(either("a", "b", "c")),
    [["widened", 'data.field may be "c" now']],
  ],
  ["an enum in another order", one(either("a", "b")), one(either("b", "a")), []],
  [
    "a text that became an enum",
    one(Type.String()),
    one(either("a")),
    [["breaking", "data.field may no longer be any string"]],
  ],
  [
    "a value that became any text",
    one(either("a")),
    one(Type.String()),
    [
      ["widened", 'data.field has no const any more (was "a")'],
      ["widened", "data.field may be any string now"],
    ],
  ],
  [
    "another constant",
    one(Type.Literal("a")),
    one(Type.Literal("b")),
    [["breaking", 'data.field has const "b", was "a"']],
  ],
  [
    "a text that may be null now",
    one(Type.String()),
    one(Type.Union([Type.String(), Type.Null()])),
    [["widened", "data.field may be null now"]],
  ],
  [
    "a text that may no longer be null",
    one(Type.Union([Type.String(), Type.Null()])),
    one(Type.String()),
    [["breaking", "data.field may no longer be null"]],
  ],
  [
    "a variant that lost a field",
    one(Type.Union([Type.Object({ a: Type.String(), b: Type.String() }), Type.Null()])),
    one(Type.Union([Type.Object({ a: Type.String() }), Type.Null()])),
    [["breaking", "data.field.b was removed"]],
  ],
  [
    "a lower maximum",
    one(Type.Integer({ maximum: 9 })),
    one(Type.Integer({ maximum: 8 })),
    [["breaking", "data.field has maximum 8, was 9"]],
  ],
  [
    "a higher maximum",
    one(Type.Integer({ maximum: 9 })),
    one(Type.Integer({ maximum: 10 })),
    [["widened", "data.field has maximum 10, was 9"]],
  ],
  [
    "a higher minimum",
    one(Type.Integer({ minimum: 0 })),
    one(Type.Integer({ minimum: 1 })),
    [["breaking", "data.field has minimum 1, was 0"]],
  ],
  [
    "a lower minimum",
    one(Type.Integer({ minimum: 1 })),
    one(Type.Integer({ minimum: 0 })),
    [["widened", "data.field has minimum 0, was 1"]],
  ],
  [
    "a new limit",
    one(Type.String()),
    one(Type.String({ maxLength: 5 })),
    [["breaking", "data.field has a maxLength now: 5"]],
  ],
  [
    "a limit that is gone",
    one(Type.String({ minLength: 5 })),
    one(Type.String()),
    [["widened", "data.field has no minLength any more (was 5)"]],
  ],
  [
    "another pattern",
    one(Type.String({ pattern: "^a$" })),
    one(Type.String({ pattern: "^a+$" })),
    [["breaking", 'data.field has pattern "^a+$", was "^a$"']],
  ],
  [
    "a new format",
    one(Type.String()),
    one(Type.String({ format: "email" })),
    [["breaking", 'data.field has a format now: "email"']],
  ],
  [
    "a variant that is an object, too",
    one(Type.Union([Type.Object({ a: Type.String() }), Type.Null()])),
    one(
      Type.Union([
        Type.Object({ a: Type.String() }),
        Type.Object({ b: Type.String() }),
        Type.Null(),
      ]),
    ),
    [["widened", "data.field may be any object now"]],
  ],
  [
    "items that lost a field",
    one(Type.Array(Type.Object({ a: Type.String() }))),
    one(Type.Array(Type.Object({}))),
    [["breaking", "data.field[].a was removed"]],
  ],
  [
    "an object that was closed",
    Type.Object({}, closed),
    Type.Object({}),
    [["widened", "data may have further fields now"]],
  ],
  [
    "an object that is closed now",
    Type.Object({}),
    Type.Object({}, closed),
    [["breaking", "data has other rules for further fields"]],
  ],
  [
    "other names of fields",
    Type.Record(Type.String({ pattern: "^a$" }), Type.String()),
    Type.Record(Type.String({ pattern: "^b$" }), Type.String()),
    [
      ["breaking", "data[^a$] is no longer allowed"],
      ["breaking", "data[^b$] has rules now"],
    ],
  ],
  [
    "values of named fields",
    Type.Record(Type.String(), Type.String()),
    Type.Record(Type.String(), Type.Integer()),
    [["breaking", "data[^.*$] is of type integer, was string"]],
  ],
  [
    "anything at all now",
    one(Type.String()),
    one(Type.Unknown()),
    [["widened", "data.field may be anything now"]],
  ],
  [
    "no longer anything",
    one(Type.Unknown()),
    one(Type.String()),
    [["breaking", "data.field is restricted, was anything"]],
  ],
  [
    "another description",
    one(Type.String({ description: "a" })),
    one(Type.String({ title: "b" })),
    [],
  ],
  [
    "a keyword that nobody has used yet",
    one(Type.String()),
    one(Type.String({ contentEncoding: "base64" })),
    [
      [
        "breaking",
        "data.field has another contentEncoding, and what that means for data this check does not know",
      ],
    ],
  ],
];

suite("compared with what was released:", () => {
  for (const [name, was, is, found] of examples) {
    test(name, () => {
      const changes = schemaChanges(json(was), json(is));
      assert.deepEqual(
        changes.map(({ kind, at, what }) => [kind, `${at} ${what}`]),
        found,
      );
    });
  }
});

test("a field may be called like an annotation", () => {
  const was = Type.Object({ title: Type.String(), description: Type.String() });
  const [change] = schemaChanges(json(was), json(Type.Object({ description: Type.String() })));
  assert.equal(change?.at, "data.title");
  assert.equal(change.kind, "breaking");
});
