import assert from "node:assert/strict";
import { test } from "node:test";
import { Shop, found, total } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

/** The first event of a type, open to be tampered with. */
function event(shop: Shop, service: string, type: string) {
  return shop.log(service).log.find((each) => each.type === type)!;
}

/** As what was read of an event whose text is no JSON. */
function garble(shop: Shop, service: string, type: string): void {
  Object.assign(event(shop, service, type), { data: undefined, unreadable: "it is not JSON" });
}

testBreakages("O", {
  "an event of a version that nobody knows, which is for the view of another service": [
    "O/unreadable ord_1",
    (shop) => {
      event(shop, "payments", "PaymentCaptured").schemaVersion = 2;
    },
  ],
  "an event whose text is not JSON": [
    "O/replay-failed ord_1",
    (shop) => garble(shop, "payments", "PaymentAuthorized"),
  ],
  "an event without what its contract says": [
    "O/unreadable ord_1",
    (shop) => {
      event(shop, "checkout", "CheckoutOpened").data = null;
    },
  ],
  "a checkout in a phase that there is not": [
    "O/illegal-transition ord_1",
    (shop) => {
      event(shop, "checkout", "AuthorizationRequested").data = {
        orderId: "ord_1",
        process: { attempt: 1, phase: "forwards", step: "authorize" },
      };
    },
  ],
  "a stored stock that is not JSON": [
    "O/state-differs stock-acme/MUG",
    (shop) => {
      shop.log("inventory").streams.get("stock-acme/MUG")!.state = "#";
    },
  ],
});

/** An order with an event that nobody can read, and another with something else wrong. */
async function besides(spoil: (shop: Shop) => void, running = false): Promise<readonly string[]> {
  const shop = new Shop();
  shop.running = running;
  shop.completed("ord_1");
  shop.completed("ord_2");
  spoil(shop);
  shop.payments("ord_2", "PaymentCaptured", { amount: total });
  return found(await shop.verify());
}

for (const running of [false, true]) {
  test(`what cannot be read keeps nothing else from being found, ${running ? "running" : "at rest"}`, async () => {
    for (const service of ["orders", "checkout", "payments", "fulfilment", "notifications"]) {
      const type = { orders: "OrderPlaced", checkout: "CheckoutOpened" }[service];
      const first = new Shop();
      first.completed("ord_1");
      const garbled = type ?? first.log(service).log[0]!.type;
      const all = await besides((shop) => garble(shop, service, garbled), running);
      assert.ok(all.includes("O/replay-failed ord_1"), `${service}: ${all.join("; ")}`);
      assert.ok(all.includes("C/captured-twice ord_2"), `${service}: ${all.join("; ")}`);
    }
  });
}

test("an unreadable movement of stock keeps nothing else from being found", async () => {
  const all = await besides((shop) => garble(shop, "inventory", "StockReserved"));
  assert.ok(all.includes("O/replay-failed ord_1"), all.join("; "));
  assert.ok(all.includes("C/captured-twice ord_2"), all.join("; "));
});

for (const [service, type] of [
  ["payments", "PaymentCaptured"],
  ["orders", "OrderPlaced"],
] as const)
  test(`of an order whose ${type} cannot be read nothing else is said`, async () => {
    const shop = new Shop();
    shop.completed("ord_1");
    garble(shop, service, type);
    const report = await shop.verify();
    const said = found(report).filter((each) => !each.startsWith("O/"));
    assert.deepEqual(said, []);
    const positions = report.checks.flatMap(({ violations }) => violations.map((v) => v.position));
    assert.ok(positions.includes(event(shop, service, type).position));
  });
