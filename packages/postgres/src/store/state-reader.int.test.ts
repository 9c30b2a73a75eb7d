import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Retryable } from "@waybill/kit";
import { counting, eventually, producing } from "@waybill/kit/testing";
import { commitOf, event } from "../testing/commits.ts";
import { stage, type Stage } from "../testing/stage.ts";
import { StateReader } from "./state-reader.ts";

async function opened(
  t: TestContext,
): Promise<{ readonly on: Stage; readonly reader: StateReader }> {
  const on = await stage(t);
  const config = { connectionString: on.databases.beta.url };
  const reader = new StateReader({ config, name: "reader" });
  t.after(() => reader.close());
  return { on, reader };
}

test("a stream is seen as soon as its commit has returned, and none where there is none", async (t) => {
  const { on, reader } = await opened(t);
  const store = on.databases.store("beta");
  t.after(() => store.close());
  assert.equal(await reader.stream("post-a"), undefined);
  for (const version of [1, 2, 3]) {
    await store.commit(commitOf({ events: [event("post-a", version)] }));
    assert.equal((await reader.stream("post-a"))?.events.length, version);
  }
});

test("progress is another text whenever a message was handled, also one that had been parked", async (t) => {
  const { on, reader } = await opened(t);
  const progress = (): Promise<string> =>
    reader.progress("beta", { source: "alpha", channels: ["alpha"] });
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
