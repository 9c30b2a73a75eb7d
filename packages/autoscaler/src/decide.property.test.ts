import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decide, startState, type Decision } from "./decide.ts";
import {
  mostReplicas,
  policyFlaw,
  type ChangeLimit,
  type Direction,
  type ScalingPolicy,
} from "./scaling-policy.ts";

const limit: fc.Arbitrary<ChangeLimit> = fc.record({
  type: fc.constantFrom("pods", "percent"),
  value: fc.integer({ min: 1, max: 200 }),
  periodSeconds: fc.integer({ min: 1, max: 600 }),
});
const direction: fc.Arbitrary<Direction> = fc.record({
  stabilizationWindowSeconds: fc.integer({ min: 0, max: 900 }),
  policies: fc.array(limit, { minLength: 1, maxLength: 3 }),
  selectPolicy: fc.constantFrom("max", "min", "disabled"),
  tolerance: fc.double({ min: 0, max: 0.5, noNaN: true }),
});
const policy: fc.Arbitrary<ScalingPolicy> = fc
  .record({
    targetPerReplica: fc.integer({ min: 1, max: 1_000 }),
    minReplicas: fc.integer({ min: 1, max: 5 }),
    maxReplicas: fc.integer({ min: 5, max: 50 }),
    partitions: fc.integer({ min: 5, max: 64 }),
    scaleUp: direction,
    scaleDown: direction,
  })
  .filter((made) => policyFlaw(made) === undefined);
/** Seconds since the last look, and the lag that it found. */
const looks = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 120 }),
    fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
  ),
  { maxLength: 60 },
);
const start = fc.integer({ min: 1, max: 80 });

type Looks = readonly (readonly [number, number | undefined])[];

/** @returns the decision at each look, with its time and lag */
function run(given: ScalingPolicy, from: number, seen: Looks) {
  let nowSeconds = 0;
  let replicas = from;
  let state = startState(0, from);
  return seen.map(([pause, lag]) => {
    nowSeconds += pause;
    const before = replicas;
    const readings = [{ name: "lag", total: lag }];
    const decision: Decision = decide(given, { nowSeconds, replicas, readings }, state);
    ({ replicas, state } = decision);
    return { nowSeconds, lag, before, ...decision };
  });
}

test("there are never fewer than the minimum, nor more than the maximum or the partitions", () => {
  fc.assert(
    fc.property(policy, start, looks, (given, from, seen) => {
      for (const { replicas } of run(given, from, seen)) {
        assert.ok(Number.isInteger(replicas));
        assert.ok(replicas >= given.minReplicas && replicas <= mostReplicas(given));
      }
    }),
  );
});

test("a direction does not turn within its window: whoever grows has not asked for fewer in it", () => {
  fc.assert(
    fc.property(policy, start, looks, (given, from, seen) => {
      const steps = run(given, from, seen).filter(({ recommended }) => recommended !== undefined);
      for (const [index, { nowSeconds, before, replicas }] of steps.entries()) {
        if (replicas === before) continue;
        const up = replicas > before;
        const window = (up ? given.scaleUp : given.scaleDown).stabilizationWindowSeconds;
        const asked = steps
          .slice(0, index + 1)
          .filter((each) => each.nowSeconds > nowSeconds - window)
          .map(({ recommended }) => recommended ?? 0);
        assert.ok(up ? replicas <= Math.min(...asked) : replicas >= Math.max(...asked));
      }
    }),
  );
});

test("a lag that swings faster than the window of scaling down never makes it swing", () => {
  const swing = fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }));
  fc.assert(
    fc.property(policy, swing, (given, [high, low]) => {
      const scaleDown = { ...given.scaleDown, stabilizationWindowSeconds: 300 };
      const seen: Looks = Array.from({ length: 60 }, (_, index) => [
        30,
        index % 2 === 0 ? high : low,
      ]);
      const taken = run({ ...given, scaleDown }, given.minReplicas, seen).map(
        (each) => each.replicas,
      );
      for (const [index, replicas] of taken.entries()) {
        assert.ok(index === 0 || replicas >= taken[index - 1]!, taken.join(" "));
      }
    }),
  );
});

test("more lag never leads to fewer replicas", () => {
  const two = fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 20_000 }));
  fc.assert(
    fc.property(policy, fc.tuple(start, looks), two, (given, [from, seen], [one, other]) => {
      const after = (lag: number) => run(given, from, [...seen, [15, lag]]).at(-1)!.replicas;
      const [less, more] = one < other ? [one, other] : [other, one];
      assert.ok(after(less) <= after(more));
    }),
  );
});

test("no period sees more change than a policy allows", () => {
  fc.assert(
    fc.property(policy, start, looks, (given, from, seen) => {
      const periodSeconds = 60;
      const onlyPods = (value: number): Direction => ({
        stabilizationWindowSeconds: 0,
        policies: [{ type: "pods", value, periodSeconds }],
        selectPolicy: "max",
        tolerance: 0,
      });
      const bounded = { ...given, scaleUp: onlyPods(3), scaleDown: onlyPods(2) };
      const within = Math.min(Math.max(from, given.minReplicas), mostReplicas(given));
      const steps = run(bounded, within, seen);
      for (const { nowSeconds, before, replicas } of steps) {
        const startOfPeriod = steps.find((each) => each.nowSeconds > nowSeconds - periodSeconds)!;
        assert.ok(replicas - startOfPeriod.before <= 3 || replicas <= before);
        assert.ok(startOfPeriod.before - replicas <= 2 || replicas >= before);
      }
    }),
  );
});

test("what is remembered is bounded by the windows and periods", () => {
  fc.assert(
    fc.property(policy, start, looks, (given, from, seen) => {
      const { scaleUp, scaleDown } = given;
      const window = Math.max(
        scaleUp.stabilizationWindowSeconds,
        scaleDown.stabilizationWindowSeconds,
      );
      const limits = [...scaleUp.policies, ...scaleDown.policies];
      const period = Math.max(...limits.map(({ periodSeconds }) => periodSeconds));
      for (const { nowSeconds, recommended, before, replicas, state } of run(given, from, seen)) {
        const recent = (seconds: number) => (each: { atSeconds: number }) =>
          each.atSeconds === nowSeconds || each.atSeconds > nowSeconds - seconds;
        if (recommended !== undefined) assert.ok(state.recommendations.every(recent(window)));
        if (replicas !== before) {
          assert.ok([...state.added, ...state.removed].every(recent(period)));
        }
      }
    }),
  );
});

test("the same question has the same answer", () => {
  fc.assert(
    fc.property(policy, start, looks, (given, from, seen) => {
      assert.deepEqual(run(given, from, seen), run(given, from, seen));
    }),
  );
});
