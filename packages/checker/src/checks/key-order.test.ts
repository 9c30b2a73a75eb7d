import { testBreakages } from "../testing/breakages.ts";
import type { Shop } from "../testing/shop.ts";

/** Says of two events of an order's reservation what they were caused by. */
function caused(shop: Shop, ...causes: readonly string[]): void {
  const events = shop.log("inventory").log.filter(({ stream }) => stream === "reservation-ord_1");
  for (const [index, cause] of causes.entries()) Object.assign(events[index]!, { cause });
}

testBreakages("P", {
  "a message that was handled again after another": [
    "P/handled-twice ord_1",
    (shop) => {
      shop.inventory("ord_1", "ReservationExpiring", 0);
      caused(shop, "checkout-ord_1/1", "order-ord_1/1", "checkout-ord_1/1");
    },
  ],
  "a message that overtook an earlier one of its key": [
    "P/handled-out-of-order ord_1",
    (shop) => caused(shop, "checkout-ord_1/3", "checkout-ord_1/2"),
  ],
});
