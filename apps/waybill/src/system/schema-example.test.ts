import assert from "node:assert/strict";
import { test } from "node:test";
import { contracts } from "@waybill/contracts";
import Schema from "typebox/schema";
import { exampleOf } from "./schema-example.ts";

for (const { type, schema } of contracts) {
  test(`the example of ${type} fits its contract`, () => {
    const example = exampleOf(schema);
    assert.ok(Schema.Check(schema, example), JSON.stringify(example));
  });
}
