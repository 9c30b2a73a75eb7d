import assert from "node:assert/strict";
import { test } from "node:test";
import { measuredRates } from "./load-report.ts";

const sample = (second: number, placed: number, completed: number) => ({
  second,
  placed,
  completed,
  cancelled: 0,
  open: placed - completed,
});

test("rates and backlog are those of the measured time only", () => {
  const samples = [
    sample(0, 0, 0),
    sample(5, 900, 500),
    sample(6, 1_100, 600),
    sample(7, 1_300, 700),
    sample(20, 9_000, 9_000),
  ];
  assert.deepEqual(measuredRates(samples, { fromSecond: 5, toSecond: 8 }), {
    completedPerSecond: 100,
    backlog: { atStart: 400, atEnd: 600, perSecond: 100 },
  });
});

test("without two samples there is no rate", () => {
  assert.equal(
    measuredRates([sample(1, 5, 5)], { fromSecond: 0, toSecond: 9 }).completedPerSecond,
    0,
  );
});
