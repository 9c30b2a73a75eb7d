import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Counted, Posted, ServiceProcess, producing } from "@waybill/kit/testing";
import { ConsumerPositions, ViewsDatabase } from "@waybill/postgres";
import { TwoDatabases, type Side } from "@waybill/postgres/testing";
import { LagWatch } from "./lag-watch.ts";

const listener = {
  name: "beta",
  // As a process with the bus of PostgreSQL has it.
  inboxes: [{ consumer: "beta", subscriptions: new Map([["alpha", new Set([Posted.type])]]) }],
};

/** A log of `alpha` with forty events, and `beta`, which listens to it. */
async function watched(t: TestContext) {
  const databases = await TwoDatabases.open();
  t.after(() => databases.close());
  const opened = (["alpha", "beta"] as const).map((side) => {
    const views = new ViewsDatabase({
      config: { connectionString: databases[side].url },
      name: side,
    });
    t.after(() => views.close());
    return [side, { views, positions: new ConsumerPositions(views) }] as const;
  });
  const producer = new ServiceProcess({
    service: producing(),
    ports: await databases.ports("alpha"),
    owner: "alpha-1",
  });
  await producer.runtime.start();
  await Promise.all(Array.from({ length: 40 }, (_, index) => producer.post(`key_${index}`)));
  await producer.stop();
  const read = async (channel: string, position: number): Promise<void> => {
    await databases.query(
      "beta" satisfies Side,
      `insert into positions (consumer, source, partition, position, epoch)
       select 'beta', $1, partition, $2, 1 from generate_series(0, 3) as partition`,
      [channel, position],
    );
  };
  return { lags: new LagWatch(new Map(opened), [Posted, Counted]), read };
}

test("what waits is counted from where the whole log was read to", async (t) => {
  const { lags, read } = await watched(t);
  assert.equal((await lags.look(listener)).messages, 40);
  await read("alpha", 30);
  assert.equal((await lags.look(listener)).messages, 10);
});

test("where a broker brings the messages it is counted from where their topic was read to", async (t) => {
  const { lags, read } = await watched(t);
  await read("alpha/alpha.posted", 35);
  assert.equal((await lags.look(listener)).messages, 5);
});
