import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable } from "../runtime/work.ts";
import { idempotencyRequest } from "./idempotency-key.ts";
import { inParts } from "./parts.ts";
import { HttpError } from "./problem.ts";
import type { RequestContext } from "./route.ts";
import { newTraceparent } from "./trace-context.ts";

const principal = { tenant: "acme", role: "operator", keyId: "k1" } as const;

function call(correlationId = "call-1"): RequestContext {
  const { signal } = new AbortController();
  const traceparent = newTraceparent();
  return { principal, correlationId, traceparent, signal, receivedAt: 0 };
}

const parts = [1, 2, 3].map((body) => ({
  method: "POST",
  path: "/v1/things",
  idempotencyKey: `key-${body}`,
  body,
}));

test("each part is a request of its own, with its own key, correlation and trace", async () => {
  const contexts: RequestContext[] = [];
  const answers = await inParts(call(), parts, async (body, context) => {
    contexts.push(context);
    return body * 10;
  });
  assert.deepEqual(answers, [{ value: 10 }, { value: 20 }, { value: 30 }]);
  assert.deepEqual(
    contexts.map(({ correlationId }) => correlationId),
    ["call-1.1", "call-1.2", "call-1.3"],
  );
  assert.equal(new Set(contexts.map(({ traceparent }) => traceparent.slice(3, 35))).size, 3);
  const alone = { method: "POST", path: "/v1/things", principal, body: 2 };
  assert.deepEqual(contexts[1]?.idempotency, idempotencyRequest("key-2", alone));
});

test("the longest correlation id leaves room for the part's number", async () => {
  const seen: string[] = [];
  await inParts(call("x".repeat(128)), parts, async (_, { correlationId }) => {
    seen.push(correlationId);
  });
  for (const id of seen) assert.match(id, /^[\w.-]{1,128}$/);
  assert.equal(new Set(seen).size, 3);
});

test("what one is refused for does not keep the others", async () => {
  const answers = await inParts(call(), parts, async (body) => {
    if (body === 2) throw new HttpError("no-twos", "Two is not taken.", { status: 422 });
    return body;
  });
  assert.deepEqual([answers[0], answers[2]], [{ value: 1 }, { value: 3 }]);
  const refused = answers[1];
  assert.ok(refused !== undefined && "problem" in refused);
  assert.equal(refused.status, 422);
  const { code, instance, correlationId } = refused.problem;
  assert.deepEqual(
    { code, instance, correlationId },
    { code: "no-twos", instance: "/v1/things", correlationId: "call-1.2" },
  );
});

test("a part whose outcome nobody knows fails the call, once all others are over", async () => {
  const over: number[] = [];
  await assert.rejects(
    inParts(call(), parts, async (body) => {
      if (body === 1) throw new StoreUnavailable("the database went away");
      await new Promise((resolve) => setImmediate(resolve));
      over.push(body);
    }),
    { code: "store-unavailable" },
  );
  assert.deepEqual(over, [2, 3]);
});
