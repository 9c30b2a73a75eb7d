import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recorded } from "../concepts/contract.ts";
import { partitionOf, type Bus, type Feed } from "../ports/bus.ts";
import { metaOf } from "../testing/two-services.ts";
import { Feeds } from "./feeds.ts";

function message(position: number, partition: number): Recorded {
  return {
    source: "alpha",
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
function feedsOf(log: readonly Recorded[], goesBack = 0): Feeds {
  let tail = 0;
  let back = goesBack;
  const feed: Feed = {
    source: "alpha",
    take(max) {
      const messages = log.slice(tail, tail + max);
      tail += messages.length;
      const scannedTo = tail;
      tail -= back;
      back = 0;
      return { messages, scannedTo: () => scannedTo };
    },
    seek: () => undefined,
    waiting: 0,
    unread: 0,
    head: log.length,
    oldest: undefined,
    close: () => undefined,
  };
  const bus: Bus = {
    channelOf: ({ source }) => source,
    subscribe: () => feed,
    committed: () => undefined,
    close: async () => {},
  };
  const feeds = new Feeds({
    consumer: "beta",
    subscriptions: new Map([["alpha", new Set(["Posted"])]]),
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
  const feeds = feedsOf(log);
  const taken = feeds.take(1, ({ partition }) => partition === 1);
  assert.deepEqual(positions(taken), [4]);
  assert.equal(feeds.scanned.get("alpha")?.(0), 4);
});

test("what a feed repeats while it is taken from is taken once", () => {
  const log = [message(1, 0), message(2, 0), message(3, 1), message(4, 0)];
  const feeds = feedsOf(log, 1);
  const taken = feeds.take(4, ({ partition }) => partition === 0);
  assert.deepEqual(positions(taken), [1, 2, 4]);
  assert.equal(feeds.scanned.get("alpha")?.(0), 4);
});
