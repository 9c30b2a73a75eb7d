import assert from "node:assert/strict";
import { test } from "node:test";
import Type from "typebox";
import type { Contract, Recorded } from "../concepts/contract.ts";
import { metaOf } from "../testing/two-services.ts";
import { lift } from "./lift.ts";

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
    partition: 0,
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
  assert.throws(() => lift(message(0, {}), contract), /no upcast from version 0/);
});
