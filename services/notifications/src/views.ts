import { stateView } from "@waybill/kit";
import { notification } from "./domain/notification.ts";

/**
 * Only which orders there are: written once an order, so a later notification writes no row. What a
 * list shows is read from the streams.
 */
export const notificationOrdersView = stateView(notification, {
  table: "notification_orders",
  key: ["tenant", "order_id"],
  columns: {},
  row: (state, { key }) => ({ tenant: state.tenant, order_id: key }),
});
