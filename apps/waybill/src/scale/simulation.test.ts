import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { comparisonText, duration } from "./comparison.ts";
import { chartOf } from "./chart/chart.ts";
import { policyOf } from "./read-policy.ts";
import { parseTrace, readTrace } from "./read-trace.ts";
import { simulate, type Settings } from "./simulation.ts";

const settings: Settings = {
  partitions: 4,
  serviceRate: 100,
  startSeconds: 5,
  takeoverSeconds: 2,
  everySeconds: 15,
  ageSeconds: 30,
  price: 2,
};
const run = (trace: string, policy: string, changed: Partial<Settings> = {}) =>
  simulate(parseTrace(trace, "t.csv"), policyOf(policy, 4), { ...settings, ...changed });

suite("a simulation", () => {
  test("of one replica that has too much gives the figures one can work out by hand", () => {
    // 150 a second for 60 s, of which 100 are handled: 3,000 wait, and it takes 60 s more at 50. What came
    // in second 60 is handled in second 90.
    const { sums } = run("0,150\n60,50\n120,50\n180,0\n240,0\n", "fixed-1");
    assert.equal(sums.worstLag, 3_000);
    assert.equal(sums.lagAtEnd, 0);
    assert.equal(sums.worstAgeSeconds, 30);
    assert.equal(sums.replicaHours, 300 / 3_600);
    assert.equal(sums.cost, (300 / 3_600) * 2);
    assert.equal(sums.changes, 0);
  });
  test("counts the time in which messages are late", () => {
    const { sums } = run("0,200\n100,0\n200,0\n", "fixed-1");
    // 10,000 wait at second 100; the oldest is over 30 s old from second 60 to the end, 200.
    assert.ok(Math.abs(sums.lateShare - 140 / 300) < 0.02, `${sums.lateShare}`);
  });
  test("loses and makes no message, whatever the policy does", () => {
    const trace = "0,350\n120,20\n600,350\n700,0\n";
    for (const policy of ["default", "by-hand", "fixed-2"]) {
      const still = run(`${trace}10000,0\n`, policy);
      assert.equal(still.sums.lagAtEnd, 0, policy);
    }
    assert.equal(run("0,350\n60,350\n", "default", { serviceRate: 1e-9 }).sums.lagAtEnd, 42_000);
  });
  test("needs to know how much a replica handles", () => {
    assert.throws(() => run("0,1\n", "fixed-1", { serviceRate: undefined }), {
      code: "service-rate-missing",
    });
    assert.equal(run("0,10,5\n60,10\n", "fixed-1").sums.worstLag, 300);
  });
  test("takes longer to catch up when replicas take longer to start", () => {
    const at = (startSeconds: number) =>
      run("0,50\n60,300\n600,50\n1200,0\n", "default", { startSeconds }).sums.worstAgeSeconds;
    assert.ok(at(120) > at(5));
  });
});

test("on the example the default policy costs little more than one replica and is never late", () => {
  const trace = readTrace(new URL("examples/day-with-spike.csv", import.meta.url).pathname);
  const of = (policy: string) => simulate(trace, policyOf(policy, 4), settings).sums;
  const [ours, least, most, hand] = [of("default"), of("fixed-1"), of("fixed-max"), of("by-hand")];
  assert.ok(ours.replicaHours < least.replicaHours * 1.15);
  assert.ok(ours.replicaHours < most.replicaHours / 3);
  assert.equal(ours.lateShare, 0);
  assert.ok(least.lateShare > 0.1 && hand.lateShare > 0.01);
});

test("the comparison has a row for each policy and says what it does", () => {
  const text = comparisonText([run("0,150\n60,50\n", "fixed-1")], settings);
  assert.match(
    text,
    /^policy +replica-hours +cost +worst lag +oldest +over 30 s +changes +lag at end\n/,
  );
  assert.match(text, /\nfixed-1 +0\.0 +0\.07 +3,000 +30 s +0\.0% +0 +0\n/);
  assert.match(text, /fixed-1: always 1\n$/);
  assert.deepEqual([0, 59.6, 90, 7_260, 90_000].map(duration), [
    "0 s",
    "1 min",
    "1 min 30 s",
    "2 h 1 min",
    "25 h",
  ]);
});

suite("a chart", () => {
  const runs = [run("0,150\n60,50\n", "fixed-1"), run("0,150\n60,50\n", "default")];
  const svg = chartOf('a <b> & "c"', runs);

  test("has a panel each for load, lag and replicas, and a line for each policy", () => {
    assert.equal(svg.match(/class="line load"/g)?.length, 1);
    assert.equal(svg.match(/class="line run1" d="M[\d.]+ [\d.]+[LH]/g)?.length, 2);
    for (const title of ["load", "lag", "replicas"]) assert.match(svg, new RegExp(`>${title}[,<]`));
  });
  test("has no number that is none, and escapes what is not ours", () => {
    assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
    assert.match(svg, />a &lt;b> &amp; &quot;c&quot;</);
  });
  test("stands in the frame", () => {
    const places = [...svg.matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
    assert.ok(places.length > 50);
    for (const [, x, y] of places) assert.ok(Number(x) <= 844 && Number(y) <= 700, `${x} ${y}`);
  });
  test("can be drawn of nothing", () => {
    const nothing = chartOf("nothing", [run("0,0\n1,0\n", "fixed-1")]);
    assert.doesNotMatch(nothing, /NaN|Infinity/);
    assert.doesNotMatch(chartOf("nobody", []), /NaN|Infinity/);
  });
});
