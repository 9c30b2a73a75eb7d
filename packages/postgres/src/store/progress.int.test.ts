import assert from "node:assert/strict";
import { test } from "node:test";
import { Retryable, type Database } from "@waybill/kit";
import { counting, eventually, producing } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";
import { readProgress } from "./progress.ts";

test("progress is another text whenever a message was handled, also one that had been parked", async (t) => {
  const on = await stage(t);
  const database: Database = {
    query: <R extends object>(text: string, values: readonly unknown[] = []) =>
      on.databases.query("beta", text, [...values]) as unknown as Promise<readonly R[]>,
  };
  const progress = (): Promise<string> => readProgress(database, "beta", "alpha");
  const changedFrom = async (before: string): Promise<string> => {
    await eventually("progress", async () => (await progress()) !== before);
    return progress();
  };
  let broken = false;
  const producer = await on.start(producing());
  const consumer = await on.start(
    counting(() => {
      if (broken) throw new Retryable("dependency-down", "not now");
    }),
  );
  const first = await progress();
  await producer.post("one");
  await changedFrom(first);
  await eventually("it to be counted", async () => (await consumer.tallies(["one"])).size === 1);
  const counted = await progress();
  assert.equal(await progress(), counted);

  broken = true;
  await producer.post("two");
  const parked = await changedFrom(counted);
  broken = false;
  await eventually("it to be counted", async () => (await consumer.tallies(["two"])).size === 1);
  assert.notEqual(await progress(), parked);
  assert.notEqual(await progress(), counted);
});
