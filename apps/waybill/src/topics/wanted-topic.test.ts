import assert from "node:assert/strict";
import { test } from "node:test";
import type { TopicShape } from "./topic-settings.ts";
import { differencesOf, wantedTopic } from "./wanted-topic.ts";

const shape: TopicShape = {
  partitions: 4,
  replicationFactor: undefined,
  minInSyncReplicas: undefined,
  retentionMs: 604_800_000,
  configs: { "max.message.bytes": "2000000" },
};

test("three brokers or more keep three replicas, of which two are in sync", () => {
  for (const brokers of [3, 5]) {
    const { replicationFactor, configs } = wantedTopic("orders.created", shape, brokers);
    assert.equal(replicationFactor, 3);
    assert.equal(configs["min.insync.replicas"], "2");
  }
});

test("fewer keep one, or nothing could be written while one of them is away", () => {
  for (const brokers of [1, 2]) {
    const { replicationFactor, configs } = wantedTopic("orders.created", shape, brokers);
    assert.equal(replicationFactor, 1);
    assert.equal(configs["min.insync.replicas"], "1");
  }
});

test("what the file says goes before what the cluster can bear", () => {
  const { replicationFactor, configs } = wantedTopic(
    "orders.created",
    { ...shape, replicationFactor: 2, minInSyncReplicas: 1 },
    5,
  );
  assert.equal(replicationFactor, 2);
  assert.equal(configs["min.insync.replicas"], "1");
});

test("what a topic has otherwise is told in the words of operators", () => {
  const wanted = wantedTopic("orders.created", shape, 3);
  const replicas = [1, 2, 3];
  const partition = { leader: 1, replicas, inSync: replicas };
  const description = {
    name: "orders.created",
    partitions: Array.from({ length: 6 }, () => partition),
    configs: new Map([
      ["retention.ms", "86400000"],
      ["min.insync.replicas", "2"],
      ["max.message.bytes", "1048588"],
    ]),
  };
  assert.deepEqual(differencesOf(description, wanted), [
    { setting: "partitions", has: "6", declared: "4" },
    { setting: "max.message.bytes", has: "1048588", declared: "2000000" },
    { setting: "retention", has: "1d", declared: "7d" },
  ]);
});
