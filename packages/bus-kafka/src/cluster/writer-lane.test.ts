import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { numberedRecords } from "../testing/numbered-records.ts";
import { WriterLane } from "./writer-lane.ts";

/** A lane whose batches end when the test says so. */
function laneByHand(): {
  readonly lane: WriterLane;
  readonly batches: {
    readonly numbers: readonly number[];
    readonly end: PromiseWithResolvers<bigint>;
  }[];
} {
  const batches: { numbers: number[]; end: PromiseWithResolvers<bigint> }[] = [];
  const lane = new WriterLane("topic t, partition 0", async (records) => {
    const end = Promise.withResolvers<bigint>();
    batches.push({ numbers: records.map(({ headers }) => Number(headers.get("number"))), end });
    return end.promise;
  });
  return { lane, batches };
}

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the lane of a partition", () => {
  it("has one batch under way; what comes meanwhile is the next, in order", async () => {
    const { lane, batches } = laneByHand();
    const first = lane.append(numberedRecords(0, 2));
    await turn();
    const second = lane.append(numberedRecords(2, 1));
    const third = lane.append(numberedRecords(3, 2));
    await turn();
    assert.deepEqual(
      batches.map(({ numbers }) => numbers),
      [[0, 1]],
    );
    batches[0]!.end.resolve(100n);
    assert.deepEqual(await first, { firstOffset: 100n, lastOffset: 101n });
    await turn();
    assert.deepEqual(batches[1]!.numbers, [2, 3, 4]);
    batches[1]!.end.resolve(200n);
    assert.deepEqual(await second, { firstOffset: 200n, lastOffset: 200n });
    assert.deepEqual(await third, { firstOffset: 201n, lastOffset: 202n });
  });

  it("splits what is too large for one batch, and reports the offsets of all", async () => {
    const { lane, batches } = laneByHand();
    const appended = lane.append(numberedRecords(0, 5, 300_000));
    await turn();
    assert.deepEqual(batches[0]!.numbers, [0, 1]);
    batches[0]!.end.resolve(10n);
    await turn();
    assert.deepEqual(batches[1]!.numbers, [2, 3]);
    batches[1]!.end.resolve(20n);
    await turn();
    batches[2]!.end.resolve(30n);
    assert.deepEqual(await appended, { firstOffset: 10n, lastOffset: 30n });
  });

  it("writes nothing behind what failed, until it is opened again", async () => {
    const { lane, batches } = laneByHand();
    const failing = lane.append(numberedRecords(0, 1));
    await turn();
    const behind = lane.append(numberedRecords(1, 1));
    const refused = assert.rejects(behind, { code: "kafka-writer-broken" });
    batches[0]!.end.reject(new Error("gone"));
    await assert.rejects(failing, /gone/);
    await refused;
    await assert.rejects(lane.append(numberedRecords(2, 1)), { code: "kafka-writer-broken" });
    assert.equal(batches.length, 1);
    lane.reopen();
    const again = lane.append(numberedRecords(0, 1));
    await turn();
    batches[1]!.end.resolve(7n);
    assert.deepEqual(await again, { firstOffset: 7n, lastOffset: 7n });
  });

  it("does not say that records are there when they landed before the end of what was", async () => {
    const { lane, batches } = laneByHand();
    lane.expect(50n);
    const lost = lane.append(numberedRecords(0, 2));
    await turn();
    batches[0]!.end.resolve(48n);
    await assert.rejects(lost, { code: "kafka-tail-lost", landedAt: 48n });
    lane.expect(48n);
    lane.reopen();
    const again = lane.append(numberedRecords(0, 2));
    await turn();
    batches[1]!.end.resolve(50n);
    assert.deepEqual(await again, { firstOffset: 50n, lastOffset: 51n });
  });
});
