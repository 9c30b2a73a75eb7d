import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Position, Store } from "../ports/store.ts";
import { Fenced } from "../runtime/work.ts";
import type { BusUnderTest } from "./bus-conformance.ts";
import { commitOf } from "../ports/commit-of.ts";

const consumer = "beta";
const log = "alpha";
const posted = "alpha/alpha.posted";
const counted = "alpha/alpha.counted";

/**
 * What a store remembers of a consumer whose bus is another one now: it read the log of a service as a whole,
 * and reads it by topic, or the other way round.
 */
export function switchingConformance(name: string, open: () => Promise<BusUnderTest>): void {
  describe(`positions when the bus changes: ${name}`, () => {
    const fresh = async (): Promise<{ store: Store; close: () => Promise<void> }> => {
      const databases = await open();
      const ports = await databases.ports("beta");
      return {
        store: ports.store,
        close: async () => {
          await ports.bus.close();
          await ports.close();
          await databases.close();
        },
      };
    };

    it("begins each topic where the whole log was read to", async () => {
      const { store, close } = await fresh();
      const [whole] = await acquire(store, "first", [log]);
      await move(store, whole, 70);
      await store.leave("first");
      assert.deepEqual(places(await acquire(store, "second", [posted, counted])), {
        [posted]: 70,
        [counted]: 70,
      });
      await close();
    });

    it("knows of each topic how far it was read when the log is read as a whole again", async () => {
      const { store, close } = await fresh();
      await move(store, (await acquire(store, "first", [log]))[0], 70);
      await store.leave("first");
      const topics = await acquire(store, "second", [posted, counted]);
      await move(
        store,
        topics.find(({ channel }) => channel === posted),
        90,
      );
      await store.leave("second");
      const [whole] = await acquire(store, "third", [log]);
      assert.equal(whole?.position, 70);
      assert.deepEqual(whole.ahead, new Map([[posted, 90]]));
      await close();
    });

    it("gives nobody a partition that a member reads in the other way", async () => {
      const { store, close } = await fresh();
      await beat(store, "first");
      await acquire(store, "first", [log]);
      await beat(store, "second");
      assert.deepEqual(await acquire(store, "second", [posted, counted]), []);
      await store.leave("first");
      assert.equal((await acquire(store, "second", [posted, counted])).length, 2);
      await close();
    });

    it("refuses what one writes that lost its lease to the other way", async () => {
      const { store, close } = await fresh();
      const [whole] = await acquire(store, "first", [log]);
      // It is no member: silent for too long.
      await acquire(store, "second", [posted, counted]);
      await assert.rejects(move(store, whole, 10), Fenced);
      await close();
    });
  });
}

function acquire(
  store: Store,
  owner: string,
  channels: readonly string[],
): Promise<readonly Position[]> {
  return store.acquire({ consumer, channels, partitions: [1], owner, steal: false });
}

async function beat(store: Store, owner: string): Promise<void> {
  const report = { lag: [], parkedKeys: 0, handled: 0, failed: 0, isPaused: false };
  await store.beat({ owner, consumers: new Map([[consumer, report]]), ttlMs: 60_000 });
}

async function move(store: Store, position: Position | undefined, to: number): Promise<void> {
  assert.ok(position);
  await store.commit(commitOf({ positions: [{ ...position, to }] }));
}

function places(positions: readonly Position[]): Record<string, number> {
  return Object.fromEntries(positions.map(({ channel, position }) => [channel, position]));
}
