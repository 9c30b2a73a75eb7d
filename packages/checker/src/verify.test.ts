import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found } from "./testing/shop.ts";

test("a right history keeps all promises and every check looks at something", async () => {
  const shop = new Shop();
  shop.completed("ord_1");
  shop.cancelled("ord_2");
  shop.authorized("ord_3");
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.ok, true);
  assert.equal(report.orders, 3);
  assert.equal(report.open, 1);
  assert.equal(
    report.events,
    [...shop.heads.values()].reduce((sum, head) => sum + head, 0),
  );
  assert.deepEqual(report.checks.map(({ id }) => id).join(""), "LCSOTNP");
  for (const { id, checked } of report.checks) assert.ok(checked > 0, `${id} looked at nothing`);
});

test("a stream needs no snapshot, and an older one is right when it was", async () => {
  const earlier = new Shop();
  earlier.authorized("ord_1");
  const shop = new Shop();
  shop.completed("ord_1");
  const { streams } = shop.log("orders");
  streams.set("order-ord_1", earlier.log("orders").streams.get("order-ord_1")!);
  shop.log("payments").streams.delete("payment-ord_1");
  assert.deepEqual(found(await shop.verify()), []);
});
