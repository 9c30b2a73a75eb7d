import {
  PaymentAuthorized,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  ProductCreated,
  ProductDeleted,
  ProductUpdated,
  ShipmentCreated,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentsRecalled,
  type DataOf,
} from "@waybill/contracts";
import { messageView, rowsOn, stateView, type Recorded, type Row } from "@waybill/kit";
import { order } from "./domain/order.ts";
import { encodePriceRecord } from "./prices/price-record.ts";

/** How e-mail addresses are compared: without regard to case. */
export function customerKey(email: string): string {
  return email.toLowerCase();
}

/** Orders as lists show them. Holds no more than lists need: it is written three times an order. */
export const ordersView = stateView(order, {
  table: "orders",
  key: ["tenant", "id"],
  columns: {
    number: "bigint",
    status: "text",
    customer: "text",
    reference: "text",
    currency: "text",
    total: "bigint",
    created_at: "bigint",
  },
  row: (state, { key, tenant }) =>
    state === null
      ? undefined
      : {
          tenant,
          id: key,
          number: state.number,
          status: state.status,
          customer: customerKey(state.customer.email),
          reference: state.reference,
          currency: state.currency,
          total: state.total,
          created_at: state.createdAt,
        },
});

/** The money of an order. Amounts are sums so far, of which the greater is the later. */
export const orderPaymentsView = messageView({
  table: "order_payments",
  key: ["order_id", "tenant"],
  columns: {
    authorized: "bigint",
    captured: "bigint",
    refunded: "bigint",
    voided: "boolean",
    declined: "boolean",
  },
  greatest: ["authorized", "captured", "refunded", "voided", "declined"],
  on: [
    rowsOn(PaymentAuthorized, (data, message) => payment(message, { authorized: data.amount })),
    rowsOn(PaymentDeclined, (_data, message) => payment(message, { declined: true })),
    rowsOn(PaymentCaptured, (data, message) => payment(message, { captured: data.amount })),
    rowsOn(PaymentVoided, (_data, message) => payment(message, { voided: true })),
    rowsOn(PaymentRefunded, (data, message) =>
      payment(message, { captured: data.capturedTotal, refunded: data.refundedTotal }),
    ),
  ],
});

/** How far a shipment has come; it never goes back, so the greater is the later. */
export const shipmentProgress = {
  created: 1,
  dispatched: 2,
  delivered: 3,
  cancelled: 4,
  returned: 5,
} as const;
export type ShipmentStatus = keyof typeof shipmentProgress;

export const orderShipmentsView = messageView({
  table: "order_shipments",
  key: ["order_id", "tenant", "shipment_id"],
  columns: { carrier: "text", tracking_number: "text", progress: "smallint" },
  greatest: ["progress"],
  on: [
    rowsOn(ShipmentCreated, (_data, message) => shipment(message, "created")),
    rowsOn(ShipmentDispatched, (_data, message) => shipment(message, "dispatched")),
    rowsOn(ShipmentDelivered, (_data, message) => shipment(message, "delivered")),
    rowsOn(ShipmentsRecalled, (data, message) => [
      ...data.cancelled.map((id) => recalled(message, id, "cancelled")),
      ...data.returned.map((id) => recalled(message, id, "returned")),
    ]),
  ],
});

/** The service's own copy of the catalogue's prices. */
export const productPricesView = messageView({
  table: "product_prices",
  key: ["tenant", "product_id"],
  columns: { latest: "text" },
  greatest: ["latest"],
  on: [
    rowsOn(ProductCreated, (data, message) => product(message, data)),
    rowsOn(ProductUpdated, (data, message) => product(message, data)),
    rowsOn(ProductDeleted, ({ productId, sku }, message) => [
      {
        tenant: message.meta.tenant,
        product_id: productId,
        latest: encodePriceRecord(message.version, {
          sku,
          name: "",
          amount: 0,
          currency: "",
          status: "deleted",
        }),
      },
    ]),
  ],
});

function payment(message: Recorded<{ readonly orderId: string }>, columns: Row): Row[] {
  return [{ order_id: message.data.orderId, tenant: message.meta.tenant, ...columns }];
}

function shipment(
  { data, meta }: Recorded<DataOf<typeof ShipmentDispatched> | DataOf<typeof ShipmentCreated>>,
  status: ShipmentStatus,
): Row[] {
  return [
    {
      order_id: data.orderId,
      shipment_id: data.shipmentId,
      tenant: meta.tenant,
      carrier: data.carrier,
      tracking_number: data.trackingNumber,
      progress: shipmentProgress[status],
    },
  ];
}

function recalled(
  { data, meta }: Recorded<DataOf<typeof ShipmentsRecalled>>,
  shipmentId: string,
  status: ShipmentStatus,
): Row {
  return {
    order_id: data.orderId,
    shipment_id: shipmentId,
    tenant: meta.tenant,
    progress: shipmentProgress[status],
  };
}

function product(message: Recorded, data: DataOf<typeof ProductUpdated>): Row[] {
  const { productId, sku, name, price, status } = data;
  return [
    {
      tenant: message.meta.tenant,
      product_id: productId,
      latest: encodePriceRecord(message.version, { sku, name, ...price, status }),
    },
  ];
}
