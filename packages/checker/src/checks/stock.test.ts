import { sku } from "../testing/shop.ts";
import { testBreakages } from "../testing/breakages.ts";

testBreakages("S", {
  "stock that was sold and was not there": [
    `S/below-zero ${sku}`,
    (shop) => shop.inventory("ord_3", "StockReserved", 1_000),
  ],
  "a release applied twice": [
    `S/reserved-unaccounted ${sku}`,
    (shop) => shop.inventory("ord_2", "StockReleased"),
  ],
  "a reservation that holds nothing of what is reserved": [
    `S/reserved-unaccounted ${sku}`,
    (shop) => {
      shop.placed("ord_3");
      const { log } = shop.log("inventory");
      const reserved = log.findLast((event) => event.type === "StockReserved")!;
      shop.inventory("ord_3", "StockReleased", 0);
      reserved.version = 1;
    },
  ],
  "stored stock that was changed by hand": [
    `S/stock-differs ${sku}`,
    (shop) => {
      const stored = shop.log("inventory").streams.get(`stock-acme/${sku}`)!;
      stored.state = stored.state!.replace('"available":98', '"available":99');
    },
  ],
  "lines of one SKU that were not summed": [
    "S/reserved-other-units ord_3",
    (shop) => {
      const line = { sku, quantity: 2, unitPrice: 0 };
      shop.orders("ord_3", "OrderPlaced", {
        total: 1,
        shipping: 1,
        currency: "EUR",
        lines: [line, line],
      });
      shop.inventory("ord_3", "StockReserved", 2);
    },
  ],
  "a cancelled order that still holds its stock": [
    "S/stock-still-held ord_2",
    (shop) => {
      const { log } = shop.log("inventory");
      log.splice(
        log.findIndex((event) => event.type === "StockReleased"),
        1,
      );
    },
  ],
  "a parcel that still goes out for a cancelled order": [
    "S/carrier-still-has-it ord_2",
    (shop) => {
      shop.consignments.get("ord_2")!.status = "accepted";
    },
  ],
  "a parcel with other goods than were reserved": [
    "S/carrier-has-other-units ord_1",
    (shop) => {
      const lines = [{ sku, quantity: 3 }];
      shop.consignments.get("ord_1")!.parcels = [
        { shipmentId: "shp_ord_1", location: "main", lines },
      ];
    },
  ],
});
