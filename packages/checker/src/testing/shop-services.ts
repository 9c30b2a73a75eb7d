import * as contracts from "@waybill/contracts";
import type { Allocation, DataOf, OrderPlaced } from "@waybill/contracts";
import {
  decider,
  messageView,
  on,
  reaction,
  rowsOn,
  service,
  stateView,
  type Contract,
  type Decider,
  type Service,
} from "@waybill/kit";

interface Counted {
  readonly seen: number;
  readonly last: string;
  readonly due?: number;
}

/** Remembers how many events there were, and the last one: enough to tell one history from another. */
function counting(category: string, events: readonly Contract[]): Decider {
  const made = decider<Counted, never>({
    category,
    initial: () => ({ seen: 0, last: "" }),
    key: () => "",
    decide: {},
    evolve: events.map((contract) =>
      on(contract, (state: Counted, data) => {
        const { process } = data as { readonly process?: { readonly due?: number } };
        const due = process?.due;
        return { seen: state.seen + 1, last: contract.type, ...(due === undefined ? {} : { due }) };
      }),
    ),
    due: (state) => state.due,
  });
  return made;
}

interface Place {
  readonly location: string;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

interface Stock {
  readonly locations: readonly Place[];
}

function moved({ locations }: Stock, lines: readonly Allocation[], by: Partial<Place>): Stock {
  let places = locations;
  for (const { location, quantity } of lines) {
    const before = places.find((each) => each.location === location) ?? {
      location,
      available: 0,
      reserved: 0,
      shipped: 0,
    };
    const after = {
      location,
      available: before.available + quantity * (by.available ?? 0),
      reserved: before.reserved + quantity * (by.reserved ?? 0),
      shipped: before.shipped + quantity * (by.shipped ?? 0),
    };
    places = [...places.filter((each) => each.location !== location), after];
  }
  return { locations: places };
}

const stock = decider<Stock, never>({
  category: "stock",
  initial: () => ({ locations: [] }),
  key: () => "",
  decide: {},
  evolve: [
    on(contracts.StockReceived, (state: Stock, { location, lines }) =>
      moved(
        state,
        lines.map((line) => ({ ...line, location })),
        { available: 1 },
      ),
    ),
    on(contracts.StockReserved, (state: Stock, { allocations }) =>
      moved(state, allocations, { available: -1, reserved: 1 }),
    ),
    on(contracts.StockReleased, (state: Stock, { allocations }) =>
      moved(state, allocations, { available: 1, reserved: -1 }),
    ),
    on(contracts.StockShipped, (state: Stock, { allocations }) =>
      moved(state, allocations, { reserved: -1, shipped: 1 }),
    ),
    on(contracts.StockReturned, (state: Stock, { allocations }) =>
      moved(state, allocations, { available: 1, shipped: -1 }),
    ),
  ],
}) as unknown as Decider;

const of = (source: string): readonly Contract[] =>
  contracts.contracts.filter((each) => each.source === source);

interface Order {
  readonly status: string;
  readonly total: number;
  readonly reference?: string | undefined;
}

const order = decider<Order, never>({
  category: "order",
  initial: () => ({ status: "", total: 0 }),
  key: () => "",
  decide: {},
  evolve: of("orders").map((contract) =>
    on(contract, (state: Order, data) => {
      const status = contract.type;
      if (status !== "OrderPlaced") return { ...state, status };
      const { total, reference } = data as DataOf<typeof OrderPlaced>;
      return { status, total, reference };
    }),
  ),
}) as unknown as Decider;

/** Reads these logs; what it does with them does not matter here. */
const reading = (to: Decider, ...on: readonly Contract[]) =>
  on.map((contract) => reaction(contract, to, () => undefined));

const reservation = counting("reservation", of("inventory"));
const checkout = counting("checkout", of("checkout"));
const payment = counting("payment", of("payments"));
const shipment = counting("shipment", of("fulfilment"));
const notification = counting("notification", of("notifications"));
const product = counting("product", of("catalog"));

/** Stand-ins for the seven services: their streams, their wiring, and a view of each kind. */
export const shopServices: readonly Service[] = [
  service({
    name: "orders",
    deciders: [order],
    reactions: reading(
      order,
      contracts.PaymentAuthorized,
      contracts.StockShipped,
      contracts.CheckoutCancelled,
    ),
    views: [
      stateView(order, {
        table: "orders",
        key: ["tenant", "id"],
        columns: { status: "text", total: "bigint", reference: "text" },
        row: (state, { key, tenant }) => {
          const { status, total, reference } = state as Order;
          return { tenant, id: key, status, total, reference };
        },
      }),
      messageView({
        table: "order_payments",
        key: ["order_id"],
        columns: { captured: "bigint" },
        greatest: ["captured"],
        on: [
          rowsOn(contracts.PaymentCaptured, ({ orderId, amount }) => [
            { order_id: orderId, captured: amount },
          ]),
        ],
      }),
    ],
  }),
  service({
    name: "checkout",
    deciders: [checkout],
    reactions: reading(
      checkout,
      contracts.OrderPlaced,
      contracts.StockReserved,
      contracts.PaymentCaptured,
      contracts.ShipmentDispatched,
    ),
  }),
  service({
    name: "payments",
    deciders: [payment],
    reactions: reading(
      payment,
      contracts.AuthorizationRequested,
      contracts.LatePaymentFound,
      contracts.RefundRequested,
    ),
  }),
  service({
    name: "fulfilment",
    deciders: [shipment],
    reactions: reading(shipment, contracts.ShipmentRequested),
  }),
  service({
    name: "notifications",
    deciders: [notification],
    reactions: reading(
      notification,
      contracts.OrderPlaced,
      contracts.ShipmentDispatched,
      contracts.ResendRequested,
    ),
  }),
  service({ name: "catalog", deciders: [product] }),
  service({
    name: "inventory",
    deciders: [reservation, counting("movement", of("inventory")), stock],
    reactions: reading(reservation, contracts.OrderPlaced, contracts.CheckoutCompleted),
    views: [
      stateView(stock, {
        table: "stock_levels",
        key: ["tenant", "sku"],
        columns: { available: "bigint" },
        row: (state, { key, tenant }) => ({
          tenant,
          sku: key.slice(key.indexOf("/") + 1),
          available: (state as Stock).locations.reduce((sum, each) => sum + each.available, 0),
        }),
      }),
    ],
  }),
];
