import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Backlog } from "./backlog.ts";
import { Replicas } from "./replicas.ts";

function backlogOf(partitions: number, arrivals: readonly number[]): Backlog {
  const backlog = new Backlog({ partitions, steps: 100, stepSeconds: 1 });
  for (const messages of arrivals) backlog.arrive(messages);
  return backlog;
}

suite("a backlog", () => {
  test("is what has arrived and was not handled", () => {
    const backlog = backlogOf(2, [10, 20]);
    backlog.handle(0, 4);
    assert.equal(backlog.lag, 26);
    backlog.handle(0, 1_000);
    assert.deepEqual([backlog.waiting(0), backlog.waiting(1)], [0, 15]);
  });
  test("is as old as its oldest message, the first to be handled", () => {
    const backlog = backlogOf(1, [10, 10, 10]);
    assert.equal(backlog.oldestSeconds(), 3);
    backlog.handle(0, 9);
    assert.equal(backlog.oldestSeconds(), 3);
    backlog.handle(0, 2);
    assert.equal(backlog.oldestSeconds(), 2);
    backlog.handle(0, 19);
    assert.equal(backlog.oldestSeconds(), 0);
  });
  test("is as old as its oldest partition", () => {
    const backlog = backlogOf(2, [2, 2]);
    backlog.handle(0, 2);
    assert.equal(backlog.oldestSeconds(), 2);
  });
});

suite("replicas", () => {
  const timing = { startSeconds: 5, takeoverSeconds: 2 };
  const work = (replicas: Replicas, backlog: Backlog, nowSeconds: number): number => {
    const before = backlog.lag;
    replicas.work(backlog, { nowSeconds, messages: 10 });
    return before - backlog.lag;
  };

  test("handle as much as their rate, however it is spread over their partitions", () => {
    const backlog = backlogOf(4, [400]);
    backlog.handle(0, 98);
    assert.equal(work(new Replicas(4, 1, timing), backlog, 0), 10);
    assert.equal(backlog.waiting(0), 0);
  });
  test("leave a partition to one of them, so more of them than partitions do no more", () => {
    const backlog = backlogOf(2, [400]);
    assert.equal(work(new Replicas(2, 2, timing), backlog, 0), 20);
    assert.equal(work(new Replicas(2, 5, timing), backlogOf(2, [400]), 0), 20);
  });
  test("count from the decision on, and work after their start and a rest of what moved", () => {
    const backlog = backlogOf(2, [400]);
    const replicas = new Replicas(2, 1, timing);
    replicas.scaleTo(2, 0);
    assert.equal(replicas.count, 2);
    assert.equal(work(replicas, backlog, 4), 10);
    assert.equal(work(replicas, backlog, 5), 10, "the moved partition rests");
    assert.equal(work(replicas, backlog, 7), 20);
  });
  test("stop at once, those that only start before those that serve", () => {
    const replicas = new Replicas(4, 2, timing);
    replicas.scaleTo(4, 0);
    replicas.scaleTo(3, 1);
    assert.equal(replicas.count, 3);
    replicas.scaleTo(1, 2);
    assert.equal(replicas.count, 1);
    const backlog = backlogOf(4, [400]);
    assert.equal(work(replicas, backlog, 10), 10);
  });
});
