import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { decide, startState, type Decision } from "./decide.ts";
import { lagPolicy, type Direction, type ScalingPolicy } from "./scaling-policy.ts";

/** A target of 1, so that the total is the number that is asked for. */
const wide: ScalingPolicy = {
  ...lagPolicy(1_000),
  targetPerReplica: 1,
  minReplicas: 1,
  maxReplicas: 1_000,
};

function withDown(scaleDown: Partial<Direction>): ScalingPolicy {
  const down = { ...wide.scaleDown, stabilizationWindowSeconds: 0, ...scaleDown };
  return { ...wide, scaleDown: down };
}

function withUp(scaleUp: Partial<Direction>): ScalingPolicy {
  return { ...wide, scaleUp: { ...wide.scaleUp, ...scaleUp } };
}

/** Asks every `everySeconds` for the next of `totals`. @returns the replicas after each */
function follow(
  policy: ScalingPolicy,
  from: number,
  { totals, everySeconds }: { totals: readonly (number | undefined)[]; everySeconds: number },
): readonly number[] {
  let last: Decision | undefined;
  return totals.map((total, index) => {
    const nowSeconds = (index + 1) * everySeconds;
    const replicas = last?.replicas ?? from;
    const readings = [{ name: "lag", total }];
    const state = last?.state ?? startState(-10_000, from);
    last = decide(policy, { nowSeconds, replicas, readings }, state);
    return last.replicas;
  });
}

const tenTimes = (total: number): readonly number[] => Array.from({ length: 10 }, () => total);

suite("examples of upstream's page:", () => {
  const four = { type: "pods", value: 4, periodSeconds: 60 } as const;
  const tenth = { type: "percent", value: 10, periodSeconds: 60 } as const;
  const five = { type: "pods", value: 5, periodSeconds: 60 } as const;

  test("4 pods or 10% a minute, whichever is more: 80, 72, 64, and by 4 from 40 on", () => {
    const policy = withDown({ policies: [four, tenth] });
    const taken = follow(policy, 80, { totals: tenTimes(10), everySeconds: 60 });
    assert.deepEqual(taken, [72, 64, 57, 51, 45, 40, 36, 32, 28, 24]);
  });
  test("10% or 5 pods a minute, whichever is less, takes at most 5", () => {
    const policy = withDown({ policies: [tenth, five], selectPolicy: "min" });
    const taken = follow(policy, 100, { totals: tenTimes(1), everySeconds: 60 });
    assert.deepEqual(taken.slice(0, 3), [95, 90, 85]);
    assert.deepEqual(follow(policy, 20, { totals: [1, 1], everySeconds: 60 }), [18, 16]);
  });
  test("disabled takes none away", () => {
    const policy = withDown({ selectPolicy: "disabled" });
    assert.deepEqual(follow(policy, 80, { totals: [1, 1], everySeconds: 600 }), [80, 80]);
    const up = withUp({ selectPolicy: "disabled" });
    assert.deepEqual(follow(up, 8, { totals: [90], everySeconds: 600 }), [8]);
  });
  test("by default 4 pods or 100% are added every 15 s", () => {
    const policy = withUp({
      policies: [
        { type: "percent", value: 100, periodSeconds: 15 },
        { type: "pods", value: 4, periodSeconds: 15 },
      ],
    });
    const taken = follow(policy, 1, { totals: tenTimes(100), everySeconds: 15 });
    assert.deepEqual(taken.slice(0, 6), [5, 10, 20, 40, 80, 100]);
  });
  test("a limit holds for its period, however often one asks", () => {
    const policy = withDown({ policies: [four] });
    const taken = follow(policy, 20, { totals: tenTimes(1), everySeconds: 15 });
    assert.deepEqual(taken, [16, 16, 16, 16, 12, 12, 12, 12, 8, 8]);
  });
  test("900% a minute goes 1, 10, 100, 1000 (KEP 853)", () => {
    const policy = withUp({ policies: [{ type: "percent", value: 900, periodSeconds: 60 }] });
    assert.deepEqual(
      follow(policy, 1, { totals: [1e6, 1e6, 1e6], everySeconds: 60 }),
      [10, 100, 1_000],
    );
  });
});

suite("a stabilization window", () => {
  test("downwards keeps the most of five minutes", () => {
    const totals = [300, 900, 100, 100, 100, 100, 100, 100, 100];
    const taken = follow({ ...wide, targetPerReplica: 100 }, 3, { totals, everySeconds: 60 });
    assert.deepEqual(taken, [3, 9, 9, 9, 9, 9, 1, 1, 1]);
  });
  test("upwards waits until the whole window has asked for it", () => {
    const policy = withUp({ stabilizationWindowSeconds: 60 });
    const totals = [2, 9, 9, 9, 9, 9];
    assert.deepEqual(follow(policy, 2, { totals, everySeconds: 20 }), [2, 2, 2, 9, 9, 9]);
  });
  test("begins with the number of replicas that there is", () => {
    const asked = (nowSeconds: number): number => {
      const readings = [{ name: "lag", total: 1 }];
      return decide(wide, { nowSeconds, replicas: 5, readings }, startState(0, 5)).replicas;
    };
    assert.equal(asked(299), 5);
    assert.equal(asked(300), 1);
  });
});

suite("bounds", () => {
  const ours = lagPolicy(4);
  const lag = (total: number | undefined) => [{ name: "lag", total }];

  test("never more replicas than partitions, up at once", () => {
    const { replicas, reason, recommended } = decide(
      ours,
      { nowSeconds: 0, replicas: 1, readings: lag(5_000) },
      startState(0, 1),
    );
    assert.deepEqual(
      { replicas, reason, recommended },
      { replicas: 4, reason: "at-maximum", recommended: 50 },
    );
  });
  test("without lag one replica is left", () => {
    assert.deepEqual(follow(ours, 4, { totals: [0], everySeconds: 400 }), [1]);
  });
  test("more or fewer than allowed is put right without asking the metrics", () => {
    const put = (replicas: number) =>
      decide(ours, { nowSeconds: 0, replicas, readings: lag(undefined) }, startState(0, replicas));
    assert.equal(put(9).replicas, 4);
    const least = { ...ours, minReplicas: 2 };
    const raised = decide(least, { nowSeconds: 0, replicas: 1, readings: [] }, startState(0, 1));
    assert.equal(raised.replicas, 2);
    assert.equal(raised.reason, "at-minimum");
  });
  test("with 0 replicas it is switched off", () => {
    const { replicas, reason } = decide(
      ours,
      { nowSeconds: 0, replicas: 0, readings: lag(500) },
      startState(0, 0),
    );
    assert.deepEqual({ replicas, reason }, { replicas: 0, reason: "switched-off" });
  });
  test("without a metric nothing changes and nothing is remembered", () => {
    const state = startState(0, 3);
    const decision = decide(
      ours,
      { nowSeconds: 500, replicas: 3, readings: lag(undefined) },
      state,
    );
    assert.equal(decision.replicas, 3);
    assert.equal(decision.reason, "metrics-missing");
    assert.equal(decision.state, state);
  });
});
