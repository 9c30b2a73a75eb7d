import assert from "node:assert/strict";
import { test } from "node:test";
import { WaybillError } from "../errors.ts";
import { signWebhook, verifyWebhook } from "./webhook-signature.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const now = 1_614_265_330_000;
const body = Buffer.from('{"test": 2432232314}');

const refused = (error: unknown): boolean =>
  error instanceof WaybillError && error.status === 401 && error.code === "invalid-signature";

test("signs the example of the standard as its reference implementation does", () => {
  const headers = signWebhook({ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body, now }, [secret]);
  assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("accepts what was signed with any secret in use, old or new", () => {
  const [older, newer] = [secret, "another secret of some length"];
  const headers = signWebhook({ id: "msg_1", body, now }, [newer]);
  assert.equal(verifyWebhook({ headers, body, now }, [older, newer]), "msg_1");
  const both = signWebhook({ id: "msg_2", body, now }, [older, newer]);
  assert.equal(verifyWebhook({ headers: both, body, now }, [newer]), "msg_2");
});

test("refuses a changed body, id or timestamp, and another secret", () => {
  const headers = signWebhook({ id: "msg_1", body, now }, [secret]);
  const other = Buffer.from('{"test": 2432232315}');
  assert.throws(() => verifyWebhook({ headers, body: other, now }, [secret]), refused);
  const changes = [
    { "webhook-id": "msg_2" },
    { "webhook-timestamp": String(now / 1000 + 1) },
    { "webhook-signature": "v1,AAAA v1a,x garbage" },
    { "webhook-signature": undefined },
  ];
  for (const change of changes) {
    assert.throws(
      () => verifyWebhook({ headers: { ...headers, ...change }, body, now }, [secret]),
      refused,
    );
  }
  assert.throws(
    () => verifyWebhook({ headers, body, now }, ["another secret of some length"]),
    refused,
  );
});

test("refuses what is more than five minutes old or early", () => {
  const headers = signWebhook({ id: "msg_1", body, now }, [secret]);
  const fiveMinutes = 300_000;
  for (const at of [now - fiveMinutes, now + fiveMinutes]) {
    assert.equal(verifyWebhook({ headers, body, now: at }, [secret]), "msg_1");
  }
  for (const at of [now - fiveMinutes - 1_000, now + fiveMinutes + 1_000]) {
    assert.throws(() => verifyWebhook({ headers, body, now: at }, [secret]), refused);
  }
});

test("refuses a secret too short to be one", () => {
  assert.throws(() => signWebhook({ id: "msg_1", body, now }, ["short"]), RangeError);
});
