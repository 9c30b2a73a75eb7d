import assert from "node:assert/strict";
import { test } from "node:test";
import { configOption, retentionOption } from "./topic-options.ts";

test("settings add up over several options, and one without a value is taken back", () => {
  const first = configOption("max.message.bytes=2000000", undefined);
  assert.deepEqual(configOption("segment.ms=", first), {
    "max.message.bytes": "2000000",
    "segment.ms": null,
  });
});

test("what is no setting or no retention is refused with an example", () => {
  assert.throws(() => configOption("retention", undefined), /name=value, such as/);
  assert.throws(() => retentionOption("7"), /such as 7d/);
});
