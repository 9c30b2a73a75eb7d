/** A process without Redis, or whose user Redis refuses, lives, says why it is not ready, and goes on by itself. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { RedisClient } from "@waybill/bus-redis";
import { TestRedis } from "@waybill/bus-redis/testing";
import { RefusedProcess } from "./refused-process.ts";

const redis = await TestRedis.start();
after(async () => {
  if (typeof redis !== "string") await redis.end();
});

test(
  "a process waits for a Redis that answers, and for a password that it takes",
  { skip: typeof redis === "string" ? redis : false },
  async (t) => {
    assert.ok(typeof redis !== "string");
    const { address } = redis.connection;
    const password = randomUUID();
    await redis.kill();
    const waybill = await RefusedProcess.start({
      WAYBILL_BUS: "redis",
      WAYBILL_REDIS_URL: `redis://ana:${password}@${address}`,
    });
    await waybill.isHeldUpBy(new RegExp(`no answer from ${address}: .*ECONNREFUSED`));
    await redis.start();
    await waybill.isHeldUpBy(new RegExp(`as user ana: ${address} answers WRONGPASS`));

    const client = new RedisClient(redis.connection);
    t.after(() => client.close());
    await client.tried();
    const rights = [
      "~waybill:*",
      "+@stream",
      "+@string",
      "+@keyspace",
      "+@scripting",
      "+@connection",
    ];
    await client.ask("a test", ["ACL", "SETUSER", "ana", "on", `>${password}`, ...rights]);
    await waybill.isReady();
    assert.match(waybill.log, /"code":"redis-login-refused"/);
    assert.doesNotMatch(waybill.log, new RegExp(password));
  },
);
