import assert from "node:assert/strict";
import { test } from "node:test";
import { Seed } from "./seed.ts";

const drawn = (seed: Seed, count: number): readonly number[] =>
  Array.from({ length: count }, () => seed.next());

test("one seed gives one sequence, and neighbours have nothing in common", () => {
  assert.deepEqual(drawn(new Seed(7), 50), drawn(new Seed(7), 50));
  const firsts = Array.from({ length: 200 }, (_, seed) => new Seed(seed).next());
  const low = firsts.filter((first) => first < 0.5).length;
  assert.ok(low > 70 && low < 130, `${low} of 200 begin below a half`);
});

test("a fork goes by its name, whatever else is drawn or forked", () => {
  const [one, other] = [new Seed(1), new Seed(1)];
  drawn(one.fork("a"), 10);
  drawn(one, 10);
  assert.deepEqual(drawn(one.fork("b"), 5), drawn(other.fork("b"), 5));
  assert.notDeepEqual(drawn(one.fork("ab"), 5), drawn(one.fork("ba"), 5));
});

test("ids are as the real ones: a prefix, 26 characters, in the order of their time", () => {
  let now = Date.UTC(2026, 0, 1);
  const ids = new Seed(1).ids({ now: () => now });
  const first = ids.make("ord");
  now += 1;
  assert.match(first, /^ord_[0-9a-hjkmnp-tv-z]{26}$/);
  assert.ok(first < ids.make("ord"));
  assert.match(ids.traceparent(), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});
