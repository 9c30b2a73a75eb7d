import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testDatabase } from "./server/test-server.ts";
import pg from "pg";
import { jsonDocuments, numberArray, parameter, textArray } from "./array-literal.ts";

test("texts come back from PostgreSQL as they were, whatever they hold", async (t) => {
  const client = await connected(t);
  const text = fc.option(
    fc.string({ unit: "binary" }).filter((each) => !each.includes("\u0000") && each.isWellFormed()),
    { nil: null },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1 }), async (values) => {
      const { rows } = await client.query<{ back: unknown }>("select to_json($1::text[]) as back", [
        textArray(values),
      ]);
      assert.deepEqual(rows[0]?.back, values);
    }),
    { numRuns: 100 },
  );
});

test("JSON documents come back as they were", async (t) => {
  const client = await connected(t);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { minLength: 1 }), async (values) => {
      const { rows } = await client.query<{ back: string[] }>(
        "select string_to_array($1, chr(1)) as back",
        [jsonDocuments(values)],
      );
      assert.deepEqual(
        rows[0]?.back.map((each): unknown => JSON.parse(each)),
        values.map((each): unknown => JSON.parse(JSON.stringify(each))),
      );
    }),
    { numRuns: 100 },
  );
});

test("numbers come back, and undefined as null", async (t) => {
  const client = await connected(t);
  const { rows } = await client.query<{ back: unknown }>("select to_json($1::float8[]) as back", [
    numberArray([1, undefined, -2.5]),
  ]);
  assert.deepEqual(rows[0]?.back, [1, null, -2.5]);
});

test("a parameter is a literal where the driver would write the same more slowly", () => {
  assert.equal(parameter(["a", null, 'b"']), '{"a",NULL,"b\\""}');
  assert.equal(parameter([1, -2.5]), "{1,-2.5}");
  assert.equal(parameter([]), "{}");
  const others = [[true], ["a", 1], [["a"]]];
  for (const other of [...others, "a", 7, null, undefined]) assert.equal(parameter(other), other);
});

async function connected(t: { after(end: () => Promise<void>): void }): Promise<pg.Client> {
  const { url } = await testDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.after(() => client.end());
  return client;
}
