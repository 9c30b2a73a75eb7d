import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunResult } from "./one-run.ts";
import { figuresOf, markdownTable } from "./summary.ts";

function run(naive: number, ordersPerSecond: number): RunResult {
  const percentiles = { p50: 1, p95: 2, p99: 3 };
  return {
    naive: { ordersPerSecond: naive, latencyMs: 1 },
    endToEnd: {
      ordersPerSecond,
      backlogSteady: true,
      backlog: { atStart: 0, atEnd: 0, perSecond: 0 },
      acceptance: percentiles,
      memory: { server: 300, postgres: 200 },
      generatorCpu: 0.2,
    },
  };
}

test("a ratio is the median of the runs' ratios, each against the baseline of its own run", () => {
  const figures = figuresOf([run(1_000, 2_000), run(2_000, 3_000), run(500, 1_500)], undefined);
  const value = (name: string): number | undefined =>
    figures.find((figure) => figure.name === name)?.value;
  assert.equal(value("End to end, completed"), 2_000);
  assert.equal(value("End to end against pgbench"), 2);
  assert.equal(value("Acceptance alone"), undefined);
});

test("the table names what was measured and what it should be", () => {
  const table = markdownTable(
    figuresOf([run(1_000, 2_000)], {
      emptyOrdersPerSecond: 2_000,
      fullOrdersPerSecond: 1_900,
      orders: 1_000_000,
    }),
  );
  assert.match(table, /^\| End to end against pgbench \| 2\.00× \| ≥ 1\.5 \|$/m);
  assert.match(table, /^\| 1,000,000 orders in the tables \| 1,900 orders\/s \|  \|$/m);
});
