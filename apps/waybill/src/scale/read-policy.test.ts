import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lagPolicy } from "@waybill/autoscaler";
import { WaybillError } from "@waybill/kit";
import { parsePolicy, policyOf } from "./read-policy.ts";
import type { NamedPolicy, Sight } from "./scalers.ts";

const ours = lagPolicy(4);

function answer(policy: NamedPolicy, sights: readonly Partial<Sight>[]): readonly number[] {
  const scaler = policy.scaler();
  let replicas = scaler.startReplicas;
  return sights.map((sight) => {
    ({ replicas } = scaler.scale({ nowSeconds: 0, lag: 0, oldestSeconds: 0, replicas, ...sight }));
    return replicas;
  });
}

test("named policies do what their names say", () => {
  assert.deepEqual(answer(policyOf("fixed-3", 4), [{ lag: 1e6 }]), [3]);
  assert.deepEqual(answer(policyOf("fixed-max", 16), [{}]), [10]);
  assert.deepEqual(answer(policyOf("default", 4), [{ lag: 250 }, { nowSeconds: 15 }]), [3, 3]);
});

test("somebody on call comes late, and lets go an hour after the last alarm", () => {
  const at = (nowSeconds: number, oldestSeconds: number) => ({ nowSeconds, oldestSeconds });
  const sights = [
    at(0, 59),
    at(15, 60),
    at(900, 500),
    at(915, 600),
    at(1_000, 0),
    at(4_500, 0),
    at(4_515, 0),
  ];
  assert.deepEqual(answer(policyOf("by-hand", 4), sights), [1, 1, 1, 4, 4, 4, 1]);
});

test("a file says what is other than in the default policy, also in the words of Kubernetes", () => {
  const text = `
targetPerReplica: 50
scaleUp:
  selectPolicy: Min
  policies:
    - { type: Pods, value: 1, periodSeconds: 60 }
    - { type: Percent, value: 900, periodSeconds: 60 }
`;
  const policy = parsePolicy(text, "careful.yaml", ours);
  assert.equal(policy.name, "careful");
  assert.deepEqual(answer(policy, [{ lag: 1_000 }, { nowSeconds: 15, lag: 1_000 }]), [2, 2]);
  assert.equal(parsePolicy("name: mine\n", "careful.yaml", ours).name, "mine");
});

test("the example of a file grows by two in half a minute", () => {
  const example = new URL("examples/patient.yaml", import.meta.url).pathname;
  const lag = 1_000;
  const sights = [{ lag }, { lag, nowSeconds: 15 }, { lag, nowSeconds: 30 }];
  assert.deepEqual(answer(policyOf(example, 4), sights), [3, 3, 4]);
});

suite("a policy is refused with its place:", () => {
  const examples: readonly (readonly [text: string, message: RegExp])[] = [
    ["minReplicas: 5", /minReplicas is 5, which is over maxReplicas \(10\) or the 4 partitions/],
    ["minReplicas: 0", /minReplicas must be >= 1/],
    ["scaleUp: { policies: [] }", /scaleUp.policies/],
    ["scaleUp: { selectPolicy: most }", /scaleUp.selectPolicy/],
    ["target: 5", /target is not known/],
    ["[", /x.yaml: /],
    ["5", /the whole/],
  ];
  for (const [text, message] of examples) {
    test(text, () => {
      assert.throws(
        () => parsePolicy(text, "x.yaml", ours),
        (error) =>
          error instanceof WaybillError &&
          error.code === "policy-invalid" &&
          message.test(error.message),
      );
    });
  }
  test("fixed-9 of 4 partitions, and a file that is not there", () => {
    assert.throws(() => policyOf("fixed-9", 4), { code: "policy-invalid" });
    assert.throws(() => policyOf("fixed-0", 4), { code: "policy-invalid" });
    assert.throws(() => policyOf("nowhere.yaml", 4), { code: "policy-unreadable" });
  });
});
