import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, describe, it, type TestContext } from "node:test";
import { eventually } from "@waybill/kit/testing";
import type { RedisConnection } from "./connection.ts";
import { RedisClient } from "./redis-client.ts";
import { TestRedis } from "./testing/redis-for-tests.ts";

const redis = await TestRedis.start();
const skip = typeof redis === "string" ? redis : false;

describe("a connection to Redis", { skip }, () => {
  if (typeof redis === "string") return;
  const { connection } = redis;
  after(() => redis.end());

  function open(test: TestContext, more: Partial<RedisConnection> = {}): RedisClient {
    const made = new RedisClient({ ...connection, ...more });
    test.after(() => made.close());
    return made;
  }

  async function failure(client: RedisClient, wanted: RegExp): Promise<string> {
    let last = "";
    await eventually(`an error like ${wanted.source}`, async () => {
      last = await client.ask("a test", ["GET", "a"]).then(String, String);
      return wanted.test(last);
    });
    return last;
  }

  it("says which address gives no answer, and why", async (t) => {
    const client = open(t, { port: 1, address: "127.0.0.1:1" });
    assert.match(await failure(client, /ECONNREFUSED/), /no answer from 127\.0\.0\.1:1/);
  });

  it("says that the password is refused, and not the password", async (t) => {
    const client = open(t, { username: "ana", password: "hunter2" });
    assert.doesNotMatch(await failure(client, /WRONGPASS/), /hunter2/);
  });

  // A connection that is left alone ends by its own silence, but only after ten seconds.
  it("holds no process that closes it before it was there", () => {
    const program = `
      import { RedisClient } from ${JSON.stringify(new URL("redis-client.ts", import.meta.url).href)};
      new RedisClient(${JSON.stringify(connection)}).close();`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", program],
      { timeout: 9_000, encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
  });

  it("comes back by itself", async (t) => {
    const client = open(t);
    await failure(client, /null/);
    await redis.kill();
    await failure(client, /no answer/);
    await redis.start();
    await failure(client, /null/);
  });
});
