import assert from "node:assert/strict";
import { test } from "node:test";
import type { Published } from "@waybill/kit";
import { refuseStrangeTopics } from "./strange-topics.ts";

const log = [
  { stream: "order-ord_1", version: 1 },
  { stream: "order-ord_2", version: 1 },
];

function check(event: Published["event"], position: number): Promise<void> {
  const newest = async (): Promise<readonly Published[]> => [
    { topic: "orders.created", partition: 2, position, event },
  ];
  return refuseStrangeTopics({ newest }, { at: async (place) => log[place - 1] });
}

test("a topic that ends with an event of the log is taken for ours", async () => {
  await check({ stream: "order-ord_2", version: 1 }, 2);
  await check({ stream: "order-ord_1", version: 1 }, 1);
  await check(undefined, 1);
});

test("a topic with another event at a position of the log is refused, with both", async () => {
  await assert.rejects(check({ stream: "order-ord_9", version: 3 }, 2), {
    code: "topics-of-another",
    message: /orders\.created, partition 2, .*order-ord_9\/3.*has order-ord_2\/1 there/,
  });
});

test("a topic that goes on behind the end of the log is refused, whether its event is there or not", async () => {
  for (const event of [undefined, { stream: "order-ord_3", version: 1 }]) {
    await assert.rejects(check(event, 3), {
      code: "topics-of-another",
      message: /ends before that.*WAYBILL_TOPIC_PREFIX/,
    });
  }
});
