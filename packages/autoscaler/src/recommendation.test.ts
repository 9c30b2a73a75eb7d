import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { recommend, type ReplicaReading } from "./recommendation.ts";
import { lagPolicy } from "./scaling-policy.ts";

const policy = lagPolicy(100);

function askedBy(replicas: readonly ReplicaReading[], current = replicas.length) {
  return recommend([{ name: "lag", replicas }], current, policy);
}

suite("a figure for all replicas asks for", () => {
  const examples: readonly (readonly [total: number, current: number, asked: number])[] = [
    [0, 3, 0],
    [1, 3, 1],
    [100, 1, 1],
    [110, 1, 1],
    [111, 1, 2],
    [250, 1, 3],
    [271, 3, 3],
    [269, 3, 3],
    [200, 3, 2],
    [10_000, 3, 100],
  ];
  for (const [total, current, asked] of examples) {
    test(`${asked} where ${current} have ${total}, and one is to have 100`, () => {
      assert.equal(recommend([{ name: "lag", total }], current, policy), asked);
    });
  }
});

suite("examples of upstream's page and of its announcement of tolerances:", () => {
  test("200m where 100m is wanted doubles, 50m halves", () => {
    assert.equal(askedBy([200, 200, 200, 200]), 8);
    assert.equal(askedBy([50, 50, 50, 50]), 2);
  });
  test("50 replicas at 90 where 75 is wanted become 60", () => {
    const total = { name: "cpu", total: 50 * 90 };
    assert.equal(recommend([total], 50, { ...policy, targetPerReplica: 75 }), 60);
  });
  test("a ratio within 0.1 of 1 changes nothing, one outside does", () => {
    assert.equal(askedBy([110, 110]), 2);
    assert.equal(askedBy([90, 90]), 2);
    assert.equal(askedBy([111, 111]), 3);
  });
  test("each direction has a tolerance of its own", () => {
    const { scaleUp, scaleDown } = policy;
    const own = {
      ...policy,
      scaleUp: { ...scaleUp, tolerance: 0 },
      scaleDown: { ...scaleDown, tolerance: 0.5 },
    };
    assert.equal(recommend([{ name: "lag", total: 401 }], 4, own), 5);
    assert.equal(recommend([{ name: "lag", total: 210 }], 4, own), 4);
    assert.equal(recommend([{ name: "lag", total: 190 }], 4, own), 2);
  });
});

suite("replicas of which nothing is known", () => {
  test("count as idle when the others ask for more", () => {
    assert.equal(askedBy([300, 300, "missing"]), 6);
  });
  test("count as busy as wanted when the others ask for fewer", () => {
    assert.equal(askedBy([10, 10, "missing", "missing"]), 3);
  });
  test("keep it as it is when they could turn the decision", () => {
    assert.equal(askedBy([150, "missing", "missing"]), 3);
  });
  test("keep it as it is when what is known is right on target", () => {
    assert.equal(askedBy([100, "missing"]), 2);
  });
  test("are not asked about when they are all there is", () => {
    assert.equal(askedBy(["missing", "not-ready"]), undefined);
  });
  test("dampen a growth while they start, and do not hold up a shrinking", () => {
    assert.equal(askedBy([400, 400, "not-ready", "not-ready"]), 8);
    assert.equal(askedBy([300, "not-ready", "not-ready"]), 3);
    assert.equal(askedBy([40, 40, "not-ready"]), 1);
  });
});

suite("of several metrics", () => {
  const at = (name: string, total: number | undefined) => ({ name, total });
  test("the one that asks for most decides", () => {
    assert.equal(recommend([at("a", 200), at("b", 700), at("c", 100)], 2, policy), 7);
  });
  test("one that is missing stops a shrinking and not a growth", () => {
    assert.equal(recommend([at("a", 100), at("b", undefined)], 3, policy), undefined);
    assert.equal(recommend([at("a", 500), at("b", undefined)], 3, policy), 5);
  });
  test("none leads nowhere", () => {
    assert.equal(recommend([], 3, policy), undefined);
    assert.equal(recommend([at("a", undefined)], 3, policy), undefined);
  });
});
