import type { Route } from "@waybill/kit";
import type { OrderDesk } from "./order-desk.ts";
import { cancelOrder, changeOrder } from "./routes/change-order.ts";
import { followOrder } from "./routes/follow-order.ts";
import { placeOrder } from "./routes/place-order.ts";
import { placeOrders } from "./routes/place-orders.ts";
import { listOrders, readHistory, readOrder } from "./routes/read-orders.ts";

export function orderRoutes(desk: OrderDesk): readonly Route[] {
  return [
    placeOrder(desk),
    placeOrders(desk),
    listOrders(desk),
    readOrder(desk),
    changeOrder(desk),
    cancelOrder(desk),
    readHistory(desk),
    followOrder(desk),
  ];
}
