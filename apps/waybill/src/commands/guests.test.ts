import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { loadGuests } from "./guests.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-guests-"));
after(() => {
  rmSync(folder, { recursive: true });
});
let files = 0;

function written(text: string): string {
  const file = join(folder, `guest-${files++}.mjs`);
  writeFileSync(file, text);
  return file;
}

/** A module of a service with one event, which differs from a right one as told. */
function guest(changes: { name?: string; event?: object; upcasts?: string } = {}): string {
  const { name = "loyalty", event = {}, upcasts = "{}" } = changes;
  const right = { source: name, type: "PointsEarned", topic: "loyalty.points", version: 1 };
  const contract = JSON.stringify({ ...right, ...event });
  return written(`
    const event = { ...${contract}, schema: {}, upcasts: ${upcasts} };
    const service = { name: ${JSON.stringify(name)}, events: new Map([[event.type, event]]) };
    export default { service, routes: () => [] };`);
}

test("a module whose events are its own is a guest", async () => {
  const lifted = { event: { version: 2 }, upcasts: "{ 1: (data) => data }" };
  for (const file of [guest(), guest(lifted)]) {
    const [only] = await loadGuests([file]);
    assert.equal(only?.service.name, "loyalty");
  }
});

const wrong: readonly (readonly [what: string, file: string, says: RegExp])[] = [
  ["has the name of another", guest({ name: "orders" }), /there is a service orders already/],
  ["has an event of another", guest({ event: { type: "OrderPlaced" } }), /an event OrderPlaced is/],
  [
    "has a topic of another",
    guest({ event: { topic: "orders.created" } }),
    /topic orders\.created/,
  ],
  [
    "writes for another",
    guest({ event: { source: "orders" } }),
    /PointsEarned has the source orders/,
  ],
  ["cannot read its own past", guest({ event: { version: 2 } }), /no upcast from version 1/],
  ["is another thing", written("export default { service: 3, routes: 5 }"), /is not a service/],
  ["has a slip in it", written("export default {"), /cannot be loaded/],
];
for (const [what, file, says] of wrong) {
  test(`a module that ${what} is refused, with the reason`, async () => {
    await assert.rejects(loadGuests([file]), { code: "guest-invalid", message: says });
  });
}

test("of two modules of one name the second is refused", async () => {
  await assert.rejects(loadGuests([guest(), guest()]), { message: /a service loyalty already/ });
});
