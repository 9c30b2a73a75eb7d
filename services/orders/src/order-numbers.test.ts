import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable, type Database } from "@waybill/kit";
import { OrderNumbers, orderNumberBlock } from "./order-numbers.ts";

function sequence() {
  const state = { next: 1001, queries: 0, down: false };
  const database: Database = {
    async query<R extends object>() {
      state.queries += 1;
      if (state.down) throw new StoreUnavailable("down");
      const first = state.next;
      state.next += orderNumberBlock;
      return [{ first: String(first) }] as unknown as readonly R[];
    },
  };
  return { state, database };
}

test("numbers start at 1001 and one query brings a block of them", async () => {
  const { state, database } = sequence();
  const numbers = new OrderNumbers(database);
  assert.equal(await numbers.next(), 1001);
  assert.equal(numbers.next(), 1002);
  assert.equal(state.queries, 1);
});

test("many more callers than a block has numbers at once get a number each", async () => {
  const { database } = sequence();
  const numbers = new OrderNumbers(database);
  const given = await Promise.all(Array.from({ length: 2_300 }, async () => numbers.next()));
  assert.equal(new Set(given).size, 2_300);
});

test("the next block is there before the present one runs out", async () => {
  const { database } = sequence();
  const numbers = new OrderNumbers(database);
  await numbers.next();
  for (let count = 1; count < 3 * orderNumberBlock; count += 1) {
    const number = numbers.next();
    assert.equal(typeof number, "number");
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
});

test("a database that is away is an error only when a number is needed from it", async () => {
  const { state, database } = sequence();
  const numbers = new OrderNumbers(database);
  await numbers.next();
  state.down = true;
  for (let count = 1; count < orderNumberBlock; count += 1) {
    assert.equal(typeof (await numbers.next()), "number");
  }
  await assert.rejects(async () => await numbers.next(), { code: "store-unavailable" });
  state.down = false;
  assert.equal(typeof (await numbers.next()), "number");
});
