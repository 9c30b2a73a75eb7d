import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { entryId } from "./streams.ts";
import { OneStream } from "./testing/one-stream.ts";
import { TestRedis } from "./testing/redis-for-tests.ts";

/** Redis trims whole nodes of so many entries. */
const redis = await TestRedis.start({ "stream-node-max-entries": "10" });
const skip = typeof redis === "string" ? redis : false;

describe("a stream", { skip }, () => {
  if (typeof redis === "string") return;
  const server = redis;
  after(() => server.end());

  it("that was lost gets the group again of a consumer that stands still", async (t) => {
    const on = await OneStream.open(t, server);
    await on.publisher.publish(on.events(1, 20));
    await on.partition.look();
    await on.refilled(20);
    assert.deepEqual(await on.groups(), []);
    await on.partition.look();
    assert.deepEqual(await on.groups(), [["slow", 0]]);
  });

  it("that was lost is not trimmed for a minute, in which consumers make their groups again", async (t) => {
    const on = await OneStream.open(t, server);
    on.clock.advance(60_000);
    await on.publisher.publish(on.events(1, 100));
    await on.refilled(100);
    await on.ask("XGROUP", "CREATE", on.stream, "fast", entryId(100));
    on.clock.advance(59_000);
    await on.publisher.keep(new Map([[0, 100]]));
    assert.equal(await on.ask("XLEN", on.stream), 100);
    on.clock.advance(1_000);
    await on.publisher.keep(new Map([[0, 100]]));
    assert.equal(await on.ask("XLEN", on.stream), 10);
  });

  it("that was filled again and trimmed hands nothing on to a consumer that has not read what is gone", async (t) => {
    const on = await OneStream.open(t, server);
    await on.publisher.publish(on.events(1, 5));
    await on.partition.look();
    await on.read();
    await on.refilled(20);
    await on.ask("XTRIM", on.stream, "MINID", entryId(10));
    await on.read();
    assert.deepEqual(on.given, [1, 2, 3, 4, 5]);
    assert.equal(on.partition.after, undefined, "it reads on");
    await assert.rejects(on.partition.look(), { code: "redis-trimmed" });
    assert.equal(on.partition.unread, 11);
    await on.refilled(20);
    await on.partition.look();
    await on.read();
    assert.equal(on.given.length, 20);
  });

  it("that an earlier release has filled again is looked at before it is read on", async (t) => {
    const on = await OneStream.open(t, server);
    await on.unlinked(1, 5);
    await on.partition.look();
    await on.read();
    await on.ask("DEL", on.stream);
    await on.unlinked(1, 20);
    await on.ask("XTRIM", on.stream, "MINID", entryId(10));
    await assert.rejects(on.partition.look(), { code: "redis-trimmed" });
    await on.read();
    assert.deepEqual(on.given, [1, 2, 3, 4, 5]);
  });

  it("from whose middle something is gone is read up to there, and once more before that is told", async (t) => {
    const on = await OneStream.open(t, server);
    await on.unlinked(1, 3);
    await on.publisher.publish(on.events(1, 10));
    await on.partition.look();
    await on.ask("XDEL", on.stream, entryId(8));
    await on.read();
    assert.deepEqual(on.given, [1, 2, 3, 4, 5, 6, 7]);
    await on.partition.look();
    await on.read();
    await assert.rejects(on.partition.look(), { code: "redis-trimmed" });
    assert.equal(on.partition.position, 7);
  });

  it("is read on when what stood before an event was not of the service", async (t) => {
    const on = await OneStream.open(t, server);
    await on.publisher.publish(on.events(1, 3));
    await on.ask("XADD", on.stream, entryId(5), "event", 'no JSON, but "position":"5"');
    await on.publisher.publish(on.events(6, 7));
    await on.partition.look();
    await on.read();
    assert.deepEqual(on.given, [1, 2, 3, 6, 7]);
  });
});
