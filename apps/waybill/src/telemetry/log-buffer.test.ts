import assert from "node:assert/strict";
import { test } from "node:test";
import { LogBuffer } from "./log-buffer.ts";

const order = `ord_${"1".repeat(26)}`;

const lineOf = (fields: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify({ level: 40, time: 1_000, service: "orders", msg: "it failed", ...fields })}\n`;

const messages = (found: readonly { readonly message: string }[]): readonly string[] =>
  found.map(({ message }) => message);

test("the oldest lines make way when there are too many, or too many bytes", () => {
  const few = new LogBuffer({ lines: 3, bytes: 10_000 });
  for (const msg of ["1", "2", "3", "4", "5"]) few.add(lineOf({ msg }));
  assert.deepEqual(messages(few.list({ tenant: "dev" }, { limit: 10 })), ["5", "4", "3"]);

  const small = new LogBuffer({ lines: 100, bytes: 250 });
  for (let index = 0; index < 20; index += 1) small.add(lineOf({ msg: String(index) }));
  assert.ok(small.bytes <= 250);
  assert.equal(messages(small.list({ tenant: "dev" }, { limit: 100 }))[0], "19");
});

test("an operator sees lines of the own tenant and of none", () => {
  const logs = new LogBuffer();
  logs.add(lineOf({ msg: "ours", tenant: "dev" }));
  logs.add(lineOf({ msg: "theirs", tenant: "other" }));
  logs.add(lineOf({ msg: "nobody's" }));
  assert.deepEqual(messages(logs.list({ tenant: "dev" }, { limit: 10 })), ["nobody's", "ours"]);
  assert.deepEqual(messages(logs.after(0, { tenant: "other" })), ["theirs", "nobody's"]);
});

test("lines are found by service, level, order, correlation id, trace and words", () => {
  const logs = new LogBuffer();
  const traceId = "a".repeat(32);
  logs.add(lineOf({ msg: "sought", stream: `payment-${order}`, correlationId: "c-1", traceId }));
  logs.add(lineOf({ msg: "other", level: 30, service: "checkout", orderId: `${order}x` }));
  for (const filter of [
    { service: "orders" },
    { level: "warn" },
    { orderId: order },
    { correlationId: "c-1" },
    { traceId },
    { text: "SOUGHT" },
  ] as const) {
    assert.deepEqual(
      messages(logs.list({ tenant: "dev", ...filter }, { limit: 10 })),
      ["sought"],
      JSON.stringify(filter),
    );
  }
});

test("a page goes on where the one before ended, whatever came in between", () => {
  const logs = new LogBuffer();
  for (const msg of ["1", "2", "3"]) logs.add(lineOf({ msg }));
  const first = logs.list({ tenant: "dev" }, { limit: 2 });
  logs.add(lineOf({ msg: "4" }));
  const before = first.at(-1)?.seq ?? 0;
  assert.deepEqual(messages(logs.list({ tenant: "dev" }, { before, limit: 2 })), ["1"]);
});

test("whoever waits hears of the next line, and of the end of the wait", async () => {
  const logs = new LogBuffer();
  const control = new AbortController();
  const heard = logs.next(control.signal);
  logs.add(lineOf({}));
  await heard;
  const ended = logs.next(control.signal);
  control.abort();
  await ended;
});

test("what is no line of the log, or one without end, is passed over", () => {
  const logs = new LogBuffer();
  logs.add("no JSON\n");
  logs.add(lineOf({ msg: "x".repeat(40_000) }));
  assert.deepEqual(logs.list({ tenant: "dev" }, { limit: 10 }), []);
});
