import { total } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

testBreakages("O", {
  "an event missing from the middle of a stream": [
    "O/version-gap ord_1",
    (shop) => {
      const { log } = shop.log("orders");
      log.splice(
        log.findIndex((event) => event.type === "OrderConfirmed"),
        1,
      );
    },
  ],
  "two events with the same version": [
    "O/version-gap ord_1",
    (shop) => {
      shop.log("orders").log.find((event) => event.type === "OrderConfirmed")!.version = 1;
    },
  ],
  "an event of another tenant in a stream": [
    "O/tenant-differs ord_1",
    (shop) => {
      shop.log("orders").log.find((event) => event.type === "OrderConfirmed")!.tenant = "globex";
    },
  ],
  "an event of another tenant at the head of a stream": [
    "O/tenant-differs ord_1",
    (shop) => {
      shop.log("orders").log.find((event) => event.type === "OrderPlaced")!.tenant = "globex";
    },
  ],
  "a movement in the stream of another tenant's": [
    "O/tenant-differs movement-rcp_1",
    (shop) => {
      const data = { location: "main", lines: [] };
      shop.add("inventory", { stream: "movement-rcp_1", type: "StockReceived", data });
      shop.log("inventory").log.at(-1)!.tenant = "globex";
    },
  ],
  "an event that names another order than its stream": [
    "O/order-differs ord_1",
    (shop) => {
      const event = shop.log("payments").log.find(({ type }) => type === "PaymentCaptured")!;
      event.data = { ...(event.data as object), orderId: "ord_2" };
    },
  ],
  "a stored state that its events do not make": [
    "O/state-differs ord_1",
    (shop) => {
      shop.log("orders").streams.get("order-ord_1")!.state =
        '{"status":"OrderPlaced","total":2500}';
    },
  ],
  "a stored version that is not the log's": [
    "O/version-differs ord_1",
    (shop) => {
      shop.log("payments").streams.get("payment-ord_1")!.version = 7;
    },
  ],
  "a snapshot that the events up to its version do not make, though those after it would": [
    "O/state-differs ord_1",
    (shop) => {
      shop.log("orders").streams.get("order-ord_1")!.version = 1;
    },
  ],
  "a touched stream without a stored state": [
    "O/state-missing stock-acme/MUG",
    (shop) => shop.log("inventory").streams.delete("stock-acme/MUG"),
  ],
  "a stored state whose events are gone": [
    "O/state-without-events ord_2",
    (shop) => {
      const { log } = shop.log("notifications");
      log.splice(0, log.length, ...log.filter((event) => event.stream !== "notification-ord_2"));
    },
  ],
  "a touched stream that missed a movement": [
    "O/version-differs stock-acme/MUG",
    (shop) => {
      const { log } = shop.log("inventory");
      log.splice(
        log.findIndex((event) => event.type === "StockShipped"),
        1,
      );
    },
  ],
  "a row of a view that was changed": [
    "O/row-differs ord_1",
    (shop) =>
      shop
        .log("orders")
        .write("orders", ["tenant", "id"], ["acme", "ord_1", "OrderPlaced", String(total)]),
  ],
  "a row of a view that is missing": [
    "O/row-missing ord_1",
    (shop) => shop.log("orders").tables.set("order_payments", []),
  ],
  "a row of a view that nothing made": [
    "O/row-unexpected ord_0",
    (shop) =>
      shop.log("orders").write("orders", ["tenant", "id"], ["acme", "ord_0", "OrderPlaced", "1"]),
  ],
  "a changed row of a view that is compared in memory": [
    "O/row-differs inventory",
    (shop) => shop.log("inventory").write("stock_levels", ["tenant", "sku"], ["acme", "MUG", "1"]),
  ],
  "an order that goes back": [
    "O/illegal-transition ord_1",
    (shop) => shop.orders("ord_1", "OrderConfirmed"),
  ],
  "a payment captured after it was called off": [
    "O/illegal-transition ord_2",
    (shop) => shop.payments("ord_2", "PaymentCaptured", { amount: total }),
  ],
  "a parcel delivered before it left": [
    "O/illegal-transition ord_3",
    (shop) => {
      shop.authorized("ord_3");
      shop.fulfilment("ord_3", "ShipmentDelivered", { shipmentId: "shp_ord_3", remaining: 0 });
    },
  ],
  "a parcel sent to where the order was placed for, and not where it was confirmed for": [
    "O/sent-elsewhere ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "AuthorizationRequested", { phase: "forward", step: "authorize" });
      shop.orders("ord_3", "OrderConfirmed", { shippingAddress: { line1: "2 Side St" } });
      shop.checkout("ord_3", "ShipmentRequested", {
        phase: "forward",
        step: "ship",
        data: { shippingAddress: { line1: "1 Main St" } },
      });
    },
  ],
  "a checkout that skips a step": [
    "O/illegal-transition ord_3",
    (shop) => {
      shop.placed("ord_3");
      shop.checkout("ord_3", "CaptureRequested", { phase: "forward", step: "capture" });
    },
  ],
});
