import assert from "node:assert/strict";
import { test } from "node:test";
import { LatencyHistogram } from "./latency-histogram.ts";

const near = (found: number | undefined, wanted: number): void => {
  assert.ok(found !== undefined && Math.abs(found / wanted - 1) < 0.08, `${found}, not ${wanted}`);
};

test("quantiles are right to within a bucket", () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1_000; ms += 1) histogram.add(ms);
  near(histogram.quantile(0.5), 500);
  near(histogram.quantile(0.99), 990);
  assert.equal(histogram.total, 1_000);
});

test("an empty one has none, and what is out of range counts at its ends", () => {
  const histogram = new LatencyHistogram();
  assert.equal(histogram.quantile(0.5), undefined);
  histogram.add(-5);
  assert.equal(histogram.quantile(1), 1);
  histogram.add(1e12);
  assert.ok((histogram.quantile(1) ?? 0) > 1_000_000);
});

test("two that are merged are as one", () => {
  const [one, two] = [new LatencyHistogram(), new LatencyHistogram()];
  one.add(10);
  two.add(1_000);
  two.add(1_000);
  one.merge(two);
  assert.equal(one.total, 3);
  near(one.quantile(0.5), 1_000);
});
