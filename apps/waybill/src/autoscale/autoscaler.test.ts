import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { policyOf } from "../scale/read-policy.ts";
import { Autoscaler, type AutoscaleOptions } from "./autoscaler.ts";
import type { ServiceLag } from "./lag-watch.ts";

const services = ["orders", "payments"];
const options: AutoscaleOptions = {
  services,
  policy: policyOf("default", 4),
  everySeconds: 3_600,
  record: undefined,
};

/** Lets an autoscaler look once. @param lags of services; one that is missing cannot be had */
async function afterOneLook(
  lags: Readonly<Record<string, number>>,
  { counts = { orders: 1, payments: 1, catalog: 1 }, given = options } = {},
) {
  const present = new Map<string, number>(Object.entries(counts));
  const said: string[] = [];
  const log = pino({}, { write: (line) => said.push((JSON.parse(line) as { msg: string }).msg) });
  const autoscaler = new Autoscaler(given, {
    listeners: [...present.keys()].map((name) => ({ name, inboxes: [] })),
    lags: {
      look: ({ name }): Promise<ServiceLag> => {
        const messages = lags[name];
        if (messages === undefined) return Promise.reject(new Error("the database is away"));
        return Promise.resolve({ messages, oldestSeconds: 1, arrived: 0, working: 1 });
      },
    },
    processes: {
      countOf: (service) => present.get(service) ?? 0,
      scaleTo: (service, count) => present.set(service, count),
    },
    log,
  });
  autoscaler.start();
  await new Promise((resolve) => setImmediate(resolve));
  await autoscaler.stop();
  return { counts: Object.fromEntries(present), said };
}

test("a service gets as many processes as its lag asks for; others stay as they are", async () => {
  const { counts, said } = await afterOneLook({ orders: 250, payments: 20, catalog: 900 });
  assert.deepEqual(counts, { orders: 3, payments: 1, catalog: 1 });
  assert.ok(said.includes("orders: from 1 to 3 replicas, as 250 messages wait"));
});

test("there are never more than partitions, which is said", async () => {
  const { counts, said } = await afterOneLook({ orders: 5_000, payments: 0 });
  assert.equal(counts["orders"], 4);
  assert.match(said.join("\n"), /orders: from 1 to 4 replicas/);
});

test("where the lag cannot be had nothing is changed, which is said", async () => {
  const counts = { orders: 3, payments: 2, catalog: 1 };
  const after = await afterOneLook({ payments: 500 }, { counts });
  assert.deepEqual(after.counts, { orders: 3, payments: 4, catalog: 1 });
  assert.ok(after.said.includes("the lag of orders cannot be had: the database is away"));
  assert.match(after.said.join("\n"), /orders: stays at 3 \(metrics-missing\)/);
});

test("processes that are there at the start are not taken away before a whole window", async () => {
  const counts = { orders: 4, payments: 1, catalog: 1 };
  const after = await afterOneLook({ orders: 0, payments: 0 }, { counts });
  assert.equal(after.counts.orders, 4);
});
