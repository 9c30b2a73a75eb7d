import assert from "node:assert/strict";
import { test } from "node:test";
import { hunt } from "./hunt.ts";
import { mutants } from "./mutants/mutants.ts";
import { profileOf } from "./profile.ts";
import { regressions } from "./regressions.ts";
import { simulate } from "./simulate.ts";
import { simulateMany } from "./simulate-many.ts";

test("one seed gives one history, to the byte, with crashes and all", async () => {
  for (const seed of [2, 3]) {
    const profile = profileOf(seed);
    const [one, two] = [
      await simulate({ seed, orders: 80, profile, digest: true }),
      await simulate({ seed, orders: 80, profile, digest: true }),
    ];
    assert.ok(one.faults.size > 5, "hardly a fault struck");
    assert.equal(one.history, two.history);
  }
});

test("another seed gives another history", async () => {
  const histories = await Promise.all(
    [4, 5].map(
      async (seed) =>
        (await simulate({ seed, orders: 20, profile: profileOf(seed), digest: true })).history,
    ),
  );
  assert.notEqual(histories[0], histories[1]);
});

test("without faults every order that can be completed is, and nothing is broken", async () => {
  const report = await simulateMany({
    seed: 1,
    orders: 200,
    ordersPerWorld: 50,
    only: new Set(),
  });
  assert.deepEqual([report.verdict, report.violations], ["passed", []]);
  assert.ok(report.completed > 100, `${report.completed} of ${report.orders}`);
});

test("a deliberate bug is found, and what it breaks is named with its world", async () => {
  const mutant = mutants.find(({ name }) => name === "captures-another-amount");
  assert.ok(mutant !== undefined);
  const found = await hunt(mutant, { seed: 1, limit: 200, ordersPerWorld: 40 });
  assert.deepEqual([found.caught, found.found], [true, ["C completed-not-paid"]]);
});

for (const { bug, seed, orders, profile } of regressions) {
  test(`the world of seed ${seed} keeps its promises, in which once ${bug}`, async () => {
    const { violations } = await simulate({ seed, orders, profile });
    assert.deepEqual(violations, []);
  });
}
