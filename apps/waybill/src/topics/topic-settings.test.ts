import assert from "node:assert/strict";
import { test } from "node:test";
import { contracts } from "@waybill/contracts";
import { declaredTopics } from "./declared-topics.ts";
import { parseTopicSettings, readTopicSettings } from "./topic-settings.ts";

const declared = declaredTopics(contracts);
const parse = (value: unknown) =>
  parseTopicSettings(typeof value === "string" ? value : JSON.stringify(value), {
    file: "topics.json",
    declared,
  });

test("without a file a topic is as the logs are, and keeps a week", () => {
  assert.deepEqual(readTopicSettings({}, declared).shapeOf("orders.created"), {
    partitions: 4,
    replicationFactor: undefined,
    minInSyncReplicas: undefined,
    retentionMs: 604_800_000,
    configs: {},
  });
});

test("a topic has what is said of it, then the file's defaults, then the shipped ones", () => {
  const settings = parse({
    defaults: { retention: "3d", configs: { "max.message.bytes": "2000000" } },
    topics: {
      "orders.created": {
        retention: "unlimited",
        partitions: 8,
        configs: { "segment.ms": "3600000" },
      },
    },
  });
  const { partitions, retentionMs, configs } = settings.shapeOf("orders.created");
  assert.equal(partitions, 8);
  assert.equal(retentionMs, -1);
  assert.deepEqual(configs, { "max.message.bytes": "2000000", "segment.ms": "3600000" });
  const other = settings.shapeOf("orders.cancelled");
  assert.equal(other.partitions, 4);
  assert.equal(other.retentionMs, 259_200_000);
});

const refused: readonly [string, unknown, RegExp][] = [
  ["no JSON", "{", /^topics\.json: is not JSON/],
  ["no object", [], /^topics\.json: the whole must be object/],
  ["a member that is not known", { retention: "7d" }, /retention is "7d"; it is not known/],
  [
    "fewer partitions than the logs have",
    { defaults: { partitions: 3 } },
    /defaults\.partitions is 3; it must be >= 4/,
  ],
  [
    "a retention without unit",
    { topics: { "orders.created": { retention: "7" } } },
    /topics\.orders\.created\.retention is "7"; it must be a time such as 7d/,
  ],
  [
    "a topic that no contract names",
    { topics: { "order.created": { retention: "7d" } } },
    /topics\.order\.created: no contract names this topic; there are .*orders\.created/,
  ],
  [
    "a setting that has a name of its own",
    { defaults: { configs: { "retention.ms": "5" } } },
    /defaults\.configs\.retention\.ms: write it as "retention"/,
  ],
  [
    "more replicas in sync than there are, over both levels",
    { defaults: { minInSyncReplicas: 2 }, topics: { products: { replicationFactor: 1 } } },
    /topics\.products asks for 2 replicas in sync of 1/,
  ],
];

for (const [what, value, message] of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(() => parse(value), { code: "topics-invalid", message });
  });
}

test("a file that cannot be read is named", () => {
  const env = { WAYBILL_TOPICS: "/no/such/topics.json" };
  assert.throws(() => readTopicSettings(env, declared), {
    code: "topics-unreadable",
    message: /WAYBILL_TOPICS names \/no\/such\/topics\.json/,
  });
});

test("a topic that several services write into is declared once", () => {
  const products = declared.filter(({ name }) => name === "products");
  assert.deepEqual(
    products.map(({ sources }) => sources),
    [["catalog", "inventory"]],
  );
});
