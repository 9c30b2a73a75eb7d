import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { systemClock } from "@waybill/kit";
import { RedisClient } from "./redis-client.ts";
import { StreamTrim } from "./stream-trim.ts";
import { entriesOf, entryId } from "./streams.ts";
import { TestRedis } from "./testing/redis-for-tests.ts";

const nodeEntries = 10;
/** Redis trims whole nodes of so many entries. */
const redis = await TestRedis.start({ "stream-node-max-entries": String(nodeEntries) });
const skip = typeof redis === "string" ? redis : false;

describe("trimming", { skip }, () => {
  if (typeof redis === "string") return;
  after(() => redis.end());

  it("leaves the last entry that the slowest group has read, when that stands beyond it", async (t) => {
    const client = new RedisClient(redis.connection);
    t.after(() => client.close());
    await client.tried();
    const ask = (...command: readonly string[]) => client.ask("a test", command);
    const stream = "alpha";
    const add = async (from: number, to: number): Promise<void> => {
      for (let position = from; position <= to; position++)
        await ask("XADD", stream, entryId(position), "event", "");
    };
    // Positions from 41 to 500 are those of other topics; all nodes up to 40 are full.
    await add(1, 4 * nodeEntries);
    await ask("XGROUP", "CREATE", stream, "slow", entryId(500));
    await add(501, 600);
    await new StreamTrim(client, { clock: systemClock, retentionMs: 0 }).look([stream]);
    const [first] = entriesOf(await ask("XRANGE", stream, "-", "+", "COUNT", "1"));
    assert.equal(first?.id, entryId(3 * nodeEntries + 1));
  });
});
