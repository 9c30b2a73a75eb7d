import assert from "node:assert/strict";
import { test } from "node:test";
import { fuzzEnvelopes } from "./foreign/fuzz-envelopes.ts";
import { hunt } from "./hunt.ts";
import { mutants } from "./mutants/mutants.ts";
import { profileOf } from "./profile.ts";
import { regressions } from "./regressions.ts";
import { simulate } from "./simulate.ts";
import { simulateMany } from "./simulate-many.ts";
import { unchanged } from "./world.ts";

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

test("worlds on two threads come out as one after the other", async () => {
  const options = { seed: 6, orders: 130, ordersPerWorld: 30, digest: true };
  const [one, two] = [await simulateMany(options), await simulateMany({ ...options, jobs: 2 })];
  assert.ok(one.worlds > 4 && one.histories.length === one.worlds, `${one.worlds} worlds`);
  assert.deepEqual({ ...two, seconds: 0 }, { ...one, seconds: 0 });
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

test("a dead letter that a person has edited is handled as it was edited, or the world fails", async () => {
  const only = new Set(["handler-throws"]);
  const world = { seed: 51, orders: 60, profile: profileOf(51, { only }) };
  const { violations, faults } = await simulate(world);
  assert.deepEqual(violations, []);
  assert.ok((faults.get("dead-letter-edited")?.count ?? 0) > 0, "nobody has edited anything");
  const forgets = mutants.find(({ name }) => name === "edit-is-forgotten");
  const broken = await simulate({ ...world, mutation: { ...unchanged, ...forgets?.make() } });
  assert.deepEqual(
    [...new Set(broken.violations.map(({ problem }) => problem))],
    ["edit-passed-over"],
  );
});

test("what a stranger writes into the logs becomes dead letters and harms no order", async () => {
  const report = await fuzzEnvelopes({ seed: 2, hours: 0.001, ordersPerWorld: 4 });
  assert.deepEqual([report.verdict, report.violations], ["passed", []]);
  assert.ok(report.envelopes > 150, `${report.envelopes} envelopes`);
  const kinds = Object.values(report.byKind);
  assert.ok(kinds.length > 20, `${kinds.length} kinds`);
  assert.ok(kinds.filter(({ parked }) => parked > 0).length > 12, "hardly a kind is refused");
});

for (const { bug, seed, orders, profile } of regressions) {
  test(`the world of seed ${seed} keeps its promises, in which once ${bug}`, async () => {
    const { violations } = await simulate({ seed, orders, profile });
    assert.deepEqual(violations, []);
  });
}
