import assert from "node:assert/strict";
import { test } from "node:test";
import { contracts } from "@waybill/contracts";
import { verifiedServices } from "./verified-services.ts";

test("every event that a contract declares is known to its service, which publishes no others to a broker", () => {
  for (const { name, events } of verifiedServices({ mailsBySmtp: true })) {
    const declared = contracts.filter(({ source }) => source === name).map(({ type }) => type);
    assert.deepEqual([...events.keys()].toSorted(), declared.toSorted(), name);
  }
});
