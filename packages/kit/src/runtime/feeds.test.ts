import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recorded } from "../concepts/contract.ts";
import { partitionOf, type Bus, type Feed } from "../ports/bus.ts";
import { metaOf } from "../testing/two-services.ts";
import { Feeds } from "./feeds.ts";

function message(position: number, partition: number, source = "alpha"): Recorded {
  return {
    source,
    position,
    partition,
    stream: `post-${keyIn(partition, position)}`,
    version: 1,
    type: "Posted",
    schemaVersion: 1,
    data: {},
    meta: metaOf("c"),
    time: 0,
    touches: [],
  };
}

/** A key of its own in a partition. */
function keyIn(partition: number, position: number): string {
  let suffix = 0;
  while (partitionOf(`${position}.${suffix}`) !== partition) suffix += 1;
  return `${position}.${suffix}`;
}

/** A feed that gives these messages, and goes back after the first take. */
function feedOf(
  source: string,
  log: readonly Recorded[],
  { goesBack = 0, strays = [] }: { goesBack?: number; strays?: readonly Recorded[] } = {},
): Feed {
  let tail = 0;
  let back = goesBack;
  return {
    source,
    take(max) {
      const messages = log.slice(tail, tail + max);
      tail += messages.length;
      const scannedTo = tail;
      tail -= back;
      back = 0;
      return { messages, scannedTo: () => scannedTo, strays };
    },
    seek: () => undefined,
    waiting: 0,
    unread: 0,
    head: log.length,
    oldest: undefined,
    close: () => undefined,
  };
}

function feedsOf(...all: readonly Feed[]): Feeds {
  const bus: Bus = {
    channelOf: ({ source }) => source,
    subscribe: ({ channel }) => {
      const found = all.find(({ source }) => source === channel);
      assert.ok(found !== undefined);
      return found;
    },
    committed: () => undefined,
    close: async () => {},
  };
  const feeds = new Feeds({
    consumer: "beta",
    subscriptions: new Map(all.map(({ source }) => [source, new Set(["Posted"])])),
    bus,
    ready: () => undefined,
  });
  feeds.rewind(() => new Map([0, 1, 2, 3].map((partition) => [partition, 0])));
  return feeds;
}

const positions = (messages: readonly Recorded[]): readonly number[] =>
  messages.map(({ position }) => position);

test("messages of other processes' partitions do not hide those behind them", () => {
  const log = [message(1, 0), message(2, 0), message(3, 0), message(4, 1), message(5, 1)];
  const feeds = feedsOf(feedOf("alpha", log));
  const taken = feeds.take(1, ({ partition }) => partition === 1);
  assert.deepEqual(positions(taken), [4]);
  assert.equal(feeds.scanned.get("alpha")?.(0), 4);
});

test("what a feed repeats while it is taken from is taken once", () => {
  const log = [message(1, 0), message(2, 0), message(3, 1), message(4, 0)];
  const feeds = feedsOf(feedOf("alpha", log, { goesBack: 1 }));
  const taken = feeds.take(4, ({ partition }) => partition === 0);
  assert.deepEqual(positions(taken), [1, 2, 4]);
  assert.equal(feeds.scanned.get("alpha")?.(0), 4);
});

test("the backlog of one channel does not keep a message of another from its turn", () => {
  const log = Array.from({ length: 100 }, (_, index) => message(index + 1, 0));
  const feeds = feedsOf(feedOf("alpha", log), feedOf("gamma", [message(1, 0, "gamma")]));
  const taken = feeds.take(10, () => true);
  assert.equal(taken.length, 10);
  assert.deepEqual(
    taken.filter(({ source }) => source === "gamma").map(({ position }) => position),
    [1],
  );
  assert.deepEqual(
    positions(taken.filter(({ source }) => source === "alpha")),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

test("of a take that is too small for all channels each gets one in its turn", () => {
  const sources = ["alpha", "gamma", "delta"];
  const endless = (source: string): Feed =>
    feedOf(
      source,
      Array.from({ length: 9 }, (_, index) => message(index + 1, 0, source)),
    );
  const feeds = feedsOf(...sources.map(endless));
  const first = sources.map(() => feeds.take(1, () => true).map(({ source }) => source));
  assert.deepEqual(first.flat(), sources);
});

test("what a stranger has written is kept once, however often it is found", () => {
  const stray = { ...message(8, 0), source: "kafka:topic/0" };
  const feeds = feedsOf(feedOf("alpha", [], { strays: [stray] }));
  feeds.take(1, () => true);
  const kept = feeds.takeStrays();
  feeds.keepStrays(kept);
  feeds.take(1, () => true);
  assert.deepEqual(feeds.takeStrays(), [stray]);
  assert.deepEqual(feeds.takeStrays(), []);
});
