import assert from "node:assert/strict";
import { test } from "node:test";
import type { Principal } from "@waybill/kit";
import { KeySessions } from "./sessions.ts";

const ana: Principal = { tenant: "shop", role: "operator", keyId: "key_1" };
const hour = 3_600_000;

function sessions({ secret = "one", start = 0 } = {}) {
  const at = { now: start, revoked: false };
  const made = new KeySessions({
    secret,
    clock: { now: () => at.now } as never,
    principalOf: (keyId) => (keyId === ana.keyId && !at.revoked ? ana : undefined),
  });
  return { made, at };
}

test("a session stands for the key that it was opened with, for twelve hours", () => {
  const { made, at } = sessions();
  const { token } = made.open(ana);
  assert.deepEqual(made.principalOf(token), ana);
  at.now = 12 * hour - 1;
  assert.deepEqual(made.principalOf(token), ana);
  at.now = 12 * hour;
  assert.equal(made.principalOf(token), undefined);
});

test("it ends when its key is revoked", () => {
  const { made, at } = sessions();
  const { token } = made.open(ana);
  at.revoked = true;
  assert.equal(made.principalOf(token), undefined);
});

test("a token that was changed, or signed with another secret, is none", () => {
  const { made } = sessions();
  const { token } = made.open(ana);
  const [body = "", signature = ""] = token.split(".");
  const later = Buffer.from(JSON.stringify({ key: "key_1", until: 1e15 })).toString("base64url");
  const foreign = sessions({ secret: "two" }).made.open(ana).token;
  for (const forged of ["", ".", body, `${body}.`, `${later}.${signature}`, foreign, `x${token}`])
    assert.equal(made.principalOf(forged), undefined, forged);
});

test("each session has a CSRF token of its own, which is not the session's", () => {
  const { made, at } = sessions();
  const one = made.open(ana);
  at.now = 1;
  const two = made.open(ana);
  assert.notEqual(one.csrfToken, two.csrfToken);
  assert.equal(made.csrfTokenOf(one.token), one.csrfToken);
  assert.ok(!one.token.includes(one.csrfToken));
});
