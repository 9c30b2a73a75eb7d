import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import type { Contract, Recorded } from "../concepts/contract.ts";
import { partitionOf } from "../ports/bus.ts";
import { metaOf } from "../testing/two-services.ts";
import { lift } from "./lift.ts";
import { OwnEvent } from "./own-event.ts";

const contract = {
  source: "shop",
  type: "Placed",
  topic: "shop.placed",
  version: 3,
  schema: Type.Object({ amount: Type.Integer(), currency: Type.String() }),
  upcasts: {
    1: (data: { total: number }) => ({ amount: data.total }),
    2: (data: { amount: number }) => ({ ...data, currency: "EUR" }),
  },
} satisfies Contract;

function message(schemaVersion: number, data: unknown): Recorded {
  return {
    source: "shop",
    position: 1,
    partition: partitionOf("1"),
    stream: "order-1",
    version: 1,
    type: "Placed",
    schemaVersion,
    data,
    meta: metaOf("c"),
    time: 0,
    touches: [],
  };
}

test("an older message is lifted step by step, and says so", () => {
  assert.partialDeepStrictEqual(lift(message(1, { total: 5 }), contract), {
    schemaVersion: 3,
    data: { amount: 5, currency: "EUR" },
  });
  assert.partialDeepStrictEqual(lift(message(2, { amount: 5 }), contract), {
    schemaVersion: 3,
    data: { amount: 5, currency: "EUR" },
  });
});

test("a message of the present version is handed on as it is", () => {
  const present = message(3, { amount: 5, currency: "EUR" });
  assert.equal(lift(present, contract), present);
});

test("a message of a later version, or one without a way up, cannot be lifted", () => {
  assert.throws(() => lift(message(4, {}), contract), /version 4 is newer than version 3/);
  const without = { ...contract, upcasts: { 2: contract.upcasts[2] } };
  assert.throws(() => lift(message(1, {}), without), /no upcast from version 1/);
});

const sound = message(3, { amount: 5, currency: "EUR" });

test("what is no event is refused with what is wrong with it, and the data is not quoted", () => {
  const flaws: readonly (readonly [change: object, flaw: RegExp])[] = [
    [{ data: { amount: "5", currency: "EUR" } }, /its data at \/amount must be integer/],
    [{ data: { amount: Number.NaN, currency: "EUR" } }, /at \/amount must be integer/],
    [{ data: "not JSON" }, /its data must be object/],
    [{ data: null }, /its data must be object/],
    [{ stream: "order" }, /its stream is not/],
    [{ stream: "order-\ud800" }, /its stream is not/],
    [{ partition: partitionOf("1") + 1 }, /partition \d is not that of its key/],
    [{ version: 0 }, /0 is no version/],
    [{ schemaVersion: 0.5 }, /0.5 is no version of a schema/],
    [{ time: Number.POSITIVE_INFINITY }, /Infinity is no time/],
    [{ touches: [null] }, /what it touches/],
    [{ meta: undefined }, /no metadata/],
    [{ meta: { ...sound.meta, tenant: "" } }, /names no tenant/],
    [{ meta: { ...sound.meta, correlationId: "a\nb" } }, /no correlation id/],
  ];
  for (const [change, flaw] of flaws) {
    const refused = { name: "MalformedMessage", code: "message-malformed", message: flaw };
    assert.throws(() => lift({ ...sound, ...change }, contract), refused);
  }
});

test("a trace that cannot be followed holds nothing back", () => {
  for (const traceparent of ["", "nonsense"]) {
    const untraced = { ...sound, meta: { ...sound.meta, traceparent } };
    assert.equal(lift(untraced, contract), untraced);
  }
});

test("a message about something else than its stream is refused", () => {
  const about = { ...contract, subject: "currency" };
  assert.throws(() => lift(sound, about), /its currency is not the key of its stream/);
  const key = { stream: "order-EUR", partition: partitionOf("EUR") };
  assert.equal(lift({ ...sound, ...key }, about).stream, "order-EUR");
});

test("an event that this process has committed itself is taken as it is; a copy of it is looked at", () => {
  const event: Recorded = new OwnEvent("orders", 7, message(3, { amount: "five" }));
  assert.deepEqual(
    { ...event },
    { ...message(3, { amount: "five" }), source: "orders", position: 7 },
  );
  assert.equal(lift(event, contract), event);
  assert.throws(() => lift({ ...event }, contract), { code: "message-malformed" });
});
