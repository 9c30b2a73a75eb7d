// Pins: no acknowledged request is lost and none is carried out twice when connections are cut in
// the middle of commits, or PostgreSQL itself is killed, and everything goes on by itself after.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { counting, eventually, producing, type ServiceProcess } from "@waybill/kit/testing";
import { testServer } from "../server/test-server.ts";
import { stage, type Stage } from "../testing/stage.ts";

interface Load {
  readonly acknowledged: ReadonlySet<string>;
  /** How often a request was answered with "unknown", and sent again. */
  readonly unknown: number;
  stop(): Promise<void>;
}

/** Clients that each send request after request, and the same again until it is answered. */
function clients(producer: ServiceProcess, count: number): Load {
  const acknowledged = new Set<string>();
  const errors = new Set<string>();
  let unknown = 0;
  const end = new AbortController();
  const client = async (index: number): Promise<void> => {
    for (let request = 0; !end.signal.aborted; request++) {
      const key = `client_${index}_${request}`;
      while (!acknowledged.has(key)) {
        try {
          const { answer } = await producer.post(key, 1, key);
          assert.deepEqual(answer, { status: 202, body: { key, version: 1 } });
          acknowledged.add(key);
        } catch (error) {
          errors.add((error as { code?: string }).code ?? String(error));
          unknown += 1;
          await delay(20);
        }
      }
    }
  };
  const running = Array.from({ length: count }, (_, index) => client(index));
  return {
    acknowledged,
    get unknown() {
      return unknown;
    },
    async stop() {
      end.abort();
      await Promise.all(running);
      assert.deepEqual(
        [...errors].filter((code) => code !== "store-unavailable"),
        [],
      );
    },
  };
}

/** Every acknowledged request is in the log once, and was counted once, and nothing else is there. */
async function expectExactlyOnce(on: Stage, { acknowledged }: Load): Promise<void> {
  const logged = await on.databases.query<{ key: string }>(
    "alpha",
    "select data::json->>'key' as key from events",
  );
  assert.equal(logged.length, acknowledged.size);
  assert.deepEqual(new Set(logged.map(({ key }) => key)), acknowledged);
  const counted = (): Promise<{ key: string }[]> =>
    on.databases.query("beta", "select data::json->>'key' as key from events");
  await eventually(
    "everything to be counted",
    async () => (await counted()).length >= acknowledged.size,
  );
  const all = await counted();
  assert.equal(all.length, acknowledged.size);
  assert.deepEqual(new Set(all.map(({ key }) => key)), acknowledged);
}

test("connections cut at any moment lose and repeat nothing", async (t) => {
  const on = await stage(t);
  const producer = await on.start(producing(), { alone: true });
  await on.start(counting(), { alone: true });
  const load = clients(producer, 20);
  let cut = 0;
  for (let round = 0; round < 40; round++) {
    await delay(20 + Math.random() * 60);
    cut += await on.databases.terminate("alpha", "store");
    cut += await on.databases.terminate("beta", "store");
    if (round % 3 === 0) cut += await on.databases.terminate("alpha", "reader");
  }
  const before = load.acknowledged.size;
  await eventually(
    "requests to be answered as before",
    () => load.acknowledged.size > before + 500,
  );
  await load.stop();
  assert.ok(
    cut > 40 && load.unknown > 0,
    `${cut} connections cut, ${load.unknown} requests hit: this shows nothing`,
  );
  await expectExactlyOnce(on, load);
});

test("PostgreSQL killed under load loses and repeats nothing", async (t) => {
  const on = await stage(t);
  const server = await testServer();
  const producer = await on.start(producing(), { alone: true });
  await on.start(counting(), { alone: true });
  const load = clients(producer, 20);
  for (let round = 0; round < 3; round++) {
    const before = load.acknowledged.size;
    await eventually("requests to be answered", () => load.acknowledged.size > before + 200);
    const killed = server.pid;
    assert.ok(killed);
    process.kill(killed, "SIGKILL");
    await eventually(
      "PostgreSQL to be back",
      () => server.pid !== undefined && server.pid !== killed,
    );
  }
  const before = load.acknowledged.size;
  await eventually(
    "requests to be answered as before",
    () => load.acknowledged.size > before + 200,
  );
  await load.stop();
  assert.ok(load.unknown > 0, "no request was hit: this shows nothing");
  await eventually("the database to answer", () =>
    on.databases.query("alpha", "select 1").catch(() => undefined),
  );
  await eventually("the database to answer", () =>
    on.databases.query("beta", "select 1").catch(() => undefined),
  );
  await expectExactlyOnce(on, load);
});
