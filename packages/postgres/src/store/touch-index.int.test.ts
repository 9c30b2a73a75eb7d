import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { EventToAppend, Recorded } from "@waybill/kit";
import { eventually, ManualClock, Posted } from "@waybill/kit/testing";
import { runtimeMigrations } from "../index.ts";
import { testDatabase } from "../server/test-server.ts";
import { commitOf, event } from "../testing/commits.ts";
import { ViewsDatabase } from "../views-database.ts";
import { PostgresStore } from "./postgres-store.ts";
import { StateReader } from "./state-reader.ts";
import { TouchIndex } from "./touch-index.ts";
import { TouchIndexer } from "./touch-indexer.ts";

const blockSize = 32;
const log = { source: "beta", contracts: new Map([[Posted.type, Posted]]) };

class Shelf {
  readonly store: PostgresStore;
  readonly views: ViewsDatabase;
  readonly states: StateReader;
  readonly index: TouchIndex;
  readonly #url: string;
  #written = 0;

  constructor(t: TestContext, url: string) {
    this.#url = url;
    const config = { connectionString: url };
    this.store = new PostgresStore({ config, name: "store" });
    this.views = new ViewsDatabase({ config, name: "views" });
    this.states = new StateReader({ config, name: "states" });
    this.index = new TouchIndex({ database: this.views, log, blockSize });
    t.after(() => Promise.all([this.store, this.views, this.states].map((each) => each.close())));
  }

  static async open(t: TestContext): Promise<Shelf> {
    return new Shelf(t, (await testDatabase(runtimeMigrations)).url);
  }

  /** Another process on the same database. */
  beside(t: TestContext): Shelf {
    return new Shelf(t, this.#url);
  }

  /** Appends events, of which every third moves `stock-a`, and every seventh `stock-b` beside others. */
  async append(count: number): Promise<void> {
    const events: EventToAppend[] = [];
    for (let n = 0; n < count; n++) {
      this.#written += 1;
      const touches = [
        ...(this.#written % 3 === 0 ? ["stock-a"] : []),
        ...(this.#written % 7 === 0 ? ["stock-b", "stock-c"] : []),
      ];
      events.push({ ...event(`order-${this.#written}`, 1), touches });
    }
    await this.store.commit(commitOf({ events }));
  }

  async writeAll(): Promise<number> {
    let written = 0;
    while (await this.index.writeBlock()) written += 1;
    return written;
  }

  async positions(stream: string, from: number): Promise<number[]> {
    return (await this.parts(stream, from)).flat().map(({ position }) => position);
  }

  async parts(stream: string, from: number): Promise<(readonly Recorded[])[]> {
    const parts: (readonly Recorded[])[] = [];
    for await (const part of this.index.movements({ stream, from })) parts.push(part);
    return parts;
  }

  async blocks(): Promise<number[]> {
    const rows = await this.views.query<{ block: string }>(
      "select block from touched_blocks order by block",
    );
    return rows.map(({ block }) => Number(block));
  }
}

function everyNth(step: number, from: number): number[] {
  const found: number[] = [];
  for (let position = from - (from % step); position > 0; position -= step) found.push(position);
  return found;
}

test("what moved a stream is found newest first, in the index, behind it, and from any position on", async (t) => {
  const shelf = await Shelf.open(t);
  assert.deepEqual(await shelf.positions("stock-a", 0), []);
  await shelf.append(500);
  assert.deepEqual(await shelf.positions("stock-a", 500), everyNth(3, 500));
  assert.equal(await shelf.writeAll(), Math.floor(500 / blockSize));
  await shelf.append(41);
  for (const from of [541, 540, 500, 481, 480, 479, 32, 31, 3, 1]) {
    assert.deepEqual(await shelf.positions("stock-a", from), everyNth(3, from), `from ${from}`);
    assert.deepEqual(await shelf.positions("stock-b", from), everyNth(7, from), `from ${from}`);
  }
  assert.deepEqual(await shelf.positions("stock-none", 541), []);
  const events = await shelf.parts("stock-c", 541);
  assert.ok(events.every((part) => part.length <= 50));
  assert.partialDeepStrictEqual(events.flat()[0], {
    source: "beta",
    stream: "order-539",
    version: 1,
    type: "Posted",
    position: 539,
    data: { key: "order-539", n: 1 },
    touches: ["stock-b", "stock-c"],
  });
});

test("a block is written when the log has reached its end, is read from then on, and is what the log says", async (t) => {
  const shelf = await Shelf.open(t);
  await shelf.append(blockSize - 1);
  assert.equal(await shelf.index.writeBlock(), false);
  assert.deepEqual(await shelf.blocks(), []);
  await shelf.append(1);
  assert.equal(await shelf.index.writeBlock(), true);
  assert.equal(await shelf.index.writeBlock(), false);
  assert.deepEqual(await shelf.blocks(), [0]);
  const rows = await shelf.views.query<{ stream: string; positions: string[] }>(
    "select stream, positions from touched_streams where block = 0 order by stream",
  );
  assert.deepEqual(
    rows.map(({ stream, positions }) => [stream, positions.map(Number)]),
    [
      ["stock-a", everyNth(3, blockSize).toReversed()],
      ["stock-b", everyNth(7, blockSize).toReversed()],
      ["stock-c", everyNth(7, blockSize).toReversed()],
    ],
  );
  // Only the index can know it now.
  await shelf.views.query("update events set touches = '{}'");
  assert.deepEqual(await shelf.positions("stock-a", blockSize), everyNth(3, blockSize));
});

test("processes that write blocks at once write each once, while others read and the log grows", async (t) => {
  const shelf = await Shelf.open(t);
  await shelf.append(300);
  const others = [shelf.beside(t), shelf.beside(t)];
  const writing = Promise.all([shelf, ...others].map((each) => each.writeAll()));
  for (let round = 0; round < 10; round++) {
    const [found] = await Promise.all([shelf.positions("stock-a", 300), shelf.append(20)]);
    assert.deepEqual(found, everyNth(3, 300));
  }
  await writing;
  await shelf.writeAll();
  const count = Math.floor(500 / blockSize);
  assert.deepEqual(await shelf.blocks(), [...Array(count).keys()]);
  assert.deepEqual(await shelf.positions("stock-b", 500), everyNth(7, 500));
});

test("an indexer keeps behind the log, says when the database is away, and goes on", async (t) => {
  const shelf = await Shelf.open(t);
  const clock = new ManualClock();
  const said: string[] = [];
  let away = true;
  const indexer = new TouchIndexer({
    index: {
      async writeBlock() {
        if (away) throw new Error("nobody there");
        return shelf.index.writeBlock();
      },
    },
    clock,
    warn: (message) => said.push(message),
  });
  t.after(() => indexer.stop());
  indexer.start();
  await shelf.append(2 * blockSize);
  await eventually("a warning", () => {
    clock.advance(2_000);
    return Promise.resolve(said.length > 0);
  });
  assert.match(said[0]!, /nobody there/);
  away = false;
  await eventually("both blocks", async () => {
    clock.advance(2_000);
    return (await shelf.blocks()).length === 2;
  });
});

test("a state and the log's head are of one moment, however fast the log grows", async (t) => {
  const shelf = await Shelf.open(t);
  assert.equal(await shelf.states.stateAtHead("stock-a"), undefined);
  const move = (version: number): Promise<number> =>
    shelf.store.commit(
      commitOf({
        events: [{ ...event(`order-${version}`, 1), touches: ["stock-a"] }],
        snapshots: [
          { stream: "stock-a", version, replaces: version - 1, state: { moved: version } },
        ],
      }),
    );
  await move(1);
  let version = 1;
  const moving = (async () => {
    for (version = 2; version <= 60; version++) await move(version);
  })();
  for (let round = 0; round < 30; round++) {
    const found = await shelf.states.stateAtHead("stock-a");
    assert.deepEqual(found?.state, { moved: found?.head });
  }
  await moving;
});
