import { after, test } from "node:test";
import { deliveryFailures } from "./order-failures/delivery-failures.ts";
import { paymentFailures } from "./order-failures/payment-failures.ts";
import { stockFailures } from "./order-failures/stock-failures.ts";
import { openShop } from "./shop.ts";

// One server for all of them: its start costs more than most of the tests.
const shop = await openShop({ after });

paymentFailures(shop);
stockFailures(shop);
deliveryFailures(shop);

test("nothing has changed since, and all invariants hold", () => shop.end());
