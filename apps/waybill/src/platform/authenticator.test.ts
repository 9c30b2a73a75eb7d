import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiKey } from "./api-keys.ts";
import { Authenticator } from "./authenticator.ts";

const ana: ApiKey = {
  id: "key_1",
  tenant: "shop",
  role: "operator",
  customer: null,
  name: "Ana",
  createdAt: new Date(0),
  revokedAt: null,
};

function stage() {
  const at = { now: 10 * 3_600_000, revoked: false, asked: 0 };
  const find = async (): Promise<ApiKey | undefined> => {
    at.asked += 1;
    return at.revoked ? undefined : ana;
  };
  const clock = { now: () => at.now, after: () => () => undefined };
  return { at, authenticator: new Authenticator({ findByHash: find, findById: find }, clock) };
}

test("who a key is stays known for a second", async () => {
  const { at, authenticator } = stage();
  const principal = { tenant: "shop", role: "operator", keyId: "key_1" };
  assert.deepEqual(await authenticator.authenticate("wb_1"), principal);
  at.now += 999;
  assert.deepEqual(authenticator.authenticate("wb_1"), principal);
  assert.equal(at.asked, 1);
  at.now += 1;
  at.revoked = true;
  assert.equal(await authenticator.authenticate("wb_1"), undefined);
});

test("a clock that is set back does not keep a revoked key alive", async () => {
  const { at, authenticator } = stage();
  await authenticator.authenticate("wb_1");
  await authenticator.holderOf("key_1");
  at.now -= 3_600_000;
  at.revoked = true;
  assert.equal(await authenticator.authenticate("wb_1"), undefined);
  assert.equal(await authenticator.holderOf("key_1"), undefined);
});

test("many who ask at once for a key that is not known ask the database once", async () => {
  const { at, authenticator } = stage();
  await Promise.all([1, 2, 3].map(async () => authenticator.authenticate("wb_1")));
  assert.equal(at.asked, 1);
});
