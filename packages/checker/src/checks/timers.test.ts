import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParkedEntry } from "../sources.ts";
import { Shop, found, now } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

function late(shop: Shop): void {
  shop.placed("ord_3");
  shop.checkout("ord_3", "AuthorizationRequested", {
    phase: "forward",
    step: "authorize",
    due: now - 60_000,
  });
  shop.payments("ord_3", "PaymentClosed");
}

const parked = (status: string, waiting: Partial<ParkedEntry> = {}): ParkedEntry => ({
  id: 1,
  consumer: "payments",
  source: "checkout",
  position: 999,
  key: "ord_3",
  status,
  attempts: 1,
  nextAt: 0,
  ...waiting,
});

testBreakages("T", {
  "a process past its deadline": ["T/overdue ord_3", late],
  "a process that waits for ever and is not listed": [
    "T/no-deadline ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "AuthorizationRequested", { phase: "forward", step: "authorize" });
    },
  ],
  "a stream whose timer was lost": [
    "T/timer-lost ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.log("checkout").streams.get("checkout-ord_3")!.due = undefined;
    },
  ],
  "a stream whose timer comes after its deadline": [
    "T/timer-lost ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.log("checkout").streams.get("checkout-ord_3")!.due! += 1_000;
    },
  ],
  "a parked message that waits behind nothing": [
    "T/queued-behind-nothing ord_3",
    (shop) => {
      shop.log("payments").parkedMessages = [parked("queued")];
    },
  ],
  "a retry that has no time": [
    "T/retry-overdue ord_3",
    (shop) => {
      shop.log("payments").parkedMessages = [parked("retry", { nextAt: undefined })];
    },
  ],
  "a retry at the end of time, of a message that a person has replayed": [
    "T/retry-overdue ord_3",
    (shop) => {
      const waiting = { attempts: 0, nextAt: Infinity };
      shop.log("payments").parkedMessages = [parked("retry", waiting)];
    },
  ],
  "a retry long after the longest wait, which holds up another": [
    "T/retry-overdue ord_3",
    (shop) => {
      const next = parked("queued", { id: 2, position: 1_000 });
      shop.log("payments").parkedMessages = [parked("retry", { nextAt: now + 32_000 }), next];
    },
  ],
  "a message that a person has given up and that is never let go": [
    "T/retry-overdue ord_3",
    (shop) => {
      shop.log("payments").parkedMessages = [parked("dropped", { nextAt: undefined })];
    },
  ],
});

test("T and L excuse an order that is parked, which is listed", async () => {
  const shop = new Shop();
  late(shop);
  shop.log("payments").parkedMessages = [parked("dead")];
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.held, 1);
});

test("T and L excuse a process that is stuck, which is listed", async () => {
  const shop = new Shop();
  shop.placed("ord_3");
  shop.checkout("ord_3", "AuthorizationRequested", {
    phase: "forward",
    step: "authorize",
    due: now - 60_000,
  });
  shop.payments("ord_3", "PaymentClosed");
  shop.checkout("ord_3", "CheckoutStuck", { phase: "forward", step: "authorize", stuck: true });
  const report = await shop.verify();
  assert.deepEqual(found(report), []);
  assert.equal(report.held, 1);
});

test("T allows every retry whose turn comes", async () => {
  const allowed: readonly ParkedEntry[] = [
    parked("retry", { nextAt: now + 30_000 }),
    parked("retry", { nextAt: now - 3_600_000 }),
    parked("retry", { attempts: 0, nextAt: 0 }),
    parked("retry", { attempts: 0, nextAt: now + 3_600_000 }),
    parked("retry", { consumer: "payments.earlier", nextAt: now + 3_600_000 }),
    parked("dropped", { nextAt: 0 }),
    parked("dead", { nextAt: undefined }),
  ];
  for (const [index, entry] of allowed.entries()) {
    const shop = new Shop();
    late(shop);
    shop.log("payments").parkedMessages = [
      entry,
      parked("queued", { id: 2, consumer: entry.consumer, position: 1_000, nextAt: undefined }),
    ];
    assert.deepEqual(found(await shop.verify()), [], `the entry ${index}`);
  }
});
