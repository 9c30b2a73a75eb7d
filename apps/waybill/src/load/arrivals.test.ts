import assert from "node:assert/strict";
import { test } from "node:test";
import { Arrivals } from "./arrivals.ts";
import { RateProfile } from "./rate-profile.ts";
import { seeded } from "./random.ts";

test("both laws keep the rate; only one of them is regular", () => {
  for (const law of ["poisson", "constant"] as const) {
    const arrivals = new Arrivals(
      law,
      new RateProfile(500, [{ seconds: 100, rate: 500 }]),
      seeded(3),
    );
    const times = Array.from({ length: 50_000 }, () => arrivals.take());
    const seconds = (times.at(-1) ?? 0) / 1_000;
    assert.ok(Math.abs(seconds - 100) < 2, `${law}: ${seconds} s`);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(gaps.every((gap) => gap >= 0));
    assert.equal(
      gaps.every((gap) => Math.abs(gap - 2) < 1e-6),
      law === "constant",
    );
  }
});
