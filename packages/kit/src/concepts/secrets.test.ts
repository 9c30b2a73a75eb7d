import assert from "node:assert/strict";
import { test } from "node:test";
import { withSecretsOf, withoutSecrets } from "./secrets.ts";

const original = { a: 1, token: "t", in: [{ secret: "s", b: 2 }], nested: { signature: "x" } };

test("what was shown without its secrets and comes back edited has them again, where they were", () => {
  const shown = withoutSecrets(original) as typeof original;
  assert.deepEqual(withSecretsOf(original, shown), original);
  assert.deepEqual(withSecretsOf(original, { ...shown, a: 5 }), { ...original, a: 5 });
});

test("a secret that is written anew counts; one whose place is gone goes with it", () => {
  assert.deepEqual(withSecretsOf(original, { token: "new", in: [] }), { token: "new", in: [] });
  assert.deepEqual(withSecretsOf("no JSON", { a: [1] }), { a: [1] });
  assert.equal(withSecretsOf(original, null), null);
});
