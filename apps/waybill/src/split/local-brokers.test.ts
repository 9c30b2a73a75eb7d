import assert from "node:assert/strict";
import { test } from "node:test";
import { LocalBrokers, layoutOf } from "@waybill/brokers";
import { localBrokers } from "./local-brokers.ts";

test("without settings they are those that `npm run brokers:start` starts", () => {
  const started = new LocalBrokers(layoutOf({}));
  assert.deepEqual(localBrokers({}), {
    WAYBILL_KAFKA_BROKERS: started.kafkaAddresses.join(","),
    WAYBILL_REDIS_URL: `redis://${started.redisAddress}`,
  });
  const own = { WAYBILL_KAFKA_BROKERS: "a:1", WAYBILL_REDIS_URL: "redis://b:2" };
  assert.deepEqual(localBrokers(own), own);
});
