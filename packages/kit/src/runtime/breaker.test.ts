import assert from "node:assert/strict";
import { test } from "node:test";
import { Breaker } from "./breaker.ts";

test("it opens after so many failures in a row, lets some through after its pause, and closes with a success", () => {
  let now = 0;
  const breaker = new Breaker(
    { now: () => now, after: () => () => undefined },
    { breakAfter: 3, breakMs: 100 },
  );
  breaker.failed();
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  breaker.failed();
  assert.deepEqual([breaker.state, breaker.waitMs], ["closed", 0]);
  breaker.failed();
  assert.deepEqual([breaker.state, breaker.waitMs], ["open", 100]);
  now = 60;
  assert.deepEqual([breaker.state, breaker.waitMs], ["open", 40]);
  now = 100;
  assert.deepEqual([breaker.state, breaker.waitMs], ["half-open", 0]);
  breaker.failed();
  assert.deepEqual([breaker.state, breaker.waitMs], ["open", 100]);
  now = 200;
  breaker.succeeded();
  assert.equal(breaker.state, "closed");
});

test("a clock that is set back while it is open does not keep it open", () => {
  let now = 3_600_000;
  const breaker = new Breaker(
    { now: () => now, after: () => () => undefined },
    { breakAfter: 1, breakMs: 100 },
  );
  breaker.failed();
  now = 0;
  assert.deepEqual([breaker.state, breaker.waitMs], ["half-open", 0]);
  breaker.failed();
  assert.deepEqual([breaker.state, breaker.waitMs], ["open", 100]);
});
