import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { RateProfile, readStages, spikeStages } from "./rate-profile.ts";

/** Orders due in each second. */
function perSecond(profile: RateProfile): readonly number[] {
  const counts = Array.from({ length: Math.ceil(profile.seconds) }, () => 0);
  for (let order = 0; order < profile.orders; order++) {
    const second = Math.floor(profile.secondsOf(order + 0.5));
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

suite("a rate profile", () => {
  test("keeps a constant rate, also after its end", () => {
    const profile = new RateProfile(20, [{ seconds: 5, rate: 20 }]);
    assert.deepEqual(perSecond(profile), [20, 20, 20, 20, 20]);
    assert.equal(profile.secondsOf(200), 10);
  });
  test("has its spike in the middle fifth", () => {
    const profile = new RateProfile(10, spikeStages(10, { seconds: 10, times: 5 }));
    assert.deepEqual(perSecond(profile), [10, 10, 10, 10, 50, 50, 10, 10, 10, 10]);
    assert.equal(profile.orders, 180);
  });
  test("rises and falls evenly", () => {
    const profile = new RateProfile(0, readStages("2s:40,1s:40,0.5s:0"));
    assert.deepEqual(perSecond(profile), [10, 30, 40, 10]);
    assert.equal(profile.secondsOf(profile.orders + 1), Number.POSITIVE_INFINITY);
  });
  test("lets nobody come while the rate is 0", () => {
    const profile = new RateProfile(0, readStages("3s:0,0s:10,1s:10"));
    assert.deepEqual(perSecond(profile), [0, 0, 0, 10]);
  });
});

test("stages are refused with what is wrong", () => {
  for (const text of ["", "10:5", "10s", "10s:5;20s:5", "10s:200000", "10s:-1"]) {
    assert.throws(() => readStages(text), {
      code: "stages-invalid",
      message: /is no stage; write/,
    });
  }
  assert.throws(() => readStages("10s:0,0s:5"), /has no stage in which orders come/);
  assert.deepEqual(readStages("1.5m:30"), [{ seconds: 90, rate: 30 }]);
});
