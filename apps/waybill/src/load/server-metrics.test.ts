import assert from "node:assert/strict";
import { test } from "node:test";
import { orderCounts } from "./server-metrics.ts";

test("only the events of the orders service are counted", () => {
  const text = [
    "# HELP waybill_events_total Events committed",
    "# TYPE waybill_events_total counter",
    'waybill_events_total{service="orders",type="OrderPlaced"} 1200',
    'waybill_events_total{service="orders",type="OrderCompleted"} 1.1e+3',
    'waybill_events_total{service="orders",type="OrderCancelled"} 7',
    'waybill_events_total{service="checkout",type="CheckoutCompleted"} 3',
    'waybill_batch_units_count{service="orders"} 9',
  ].join("\n");
  assert.deepEqual(orderCounts(text), { placed: 1200, completed: 1100, cancelled: 7 });
});
