import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NewestLeaders } from "./newest-leaders.ts";

describe("the newest leaders of a topic", () => {
  it("follow elections, each partition by itself", () => {
    const newest = new NewestLeaders();
    assert.equal(newest.epochOf(0), -1);
    newest.learn("topic", [leader(1, 4), leader(2, 7)]);
    const leaders = newest.learn("topic", [leader(3, 5), leader(2, 7)]);
    assert.deepEqual([...leaders.values()], [3, 2]);
    assert.deepEqual([newest.epochOf(0), newest.epochOf(1)], [5, 7]);
  });

  it("do not go back when a broker that stood still names itself", () => {
    const newest = new NewestLeaders();
    newest.learn("topic", [leader(3, 5), leader(2, 7)]);
    const leaders = newest.learn("topic", [leader(1, 4), leader(2, 7)]);
    assert.deepEqual([...leaders.values()], [-1, 2]);
    assert.equal(newest.epochOf(0), 5);
  });

  it("begin again with a topic that was made anew", () => {
    const newest = new NewestLeaders();
    newest.learn("topic", [leader(3, 5)]);
    assert.deepEqual([...newest.learn("again", [leader(1, 0)]).values()], [1]);
    assert.equal(newest.epochOf(0), 0);
  });
});

function leader(id: number, leaderEpoch: number): { leader: number; leaderEpoch: number } {
  return { leader: id, leaderEpoch };
}
