import {
  CancellationRequested,
  OrderCancelled,
  OrderCompleted,
  OrderConfirmed,
  OrderDetailsChanged,
  OrderPlaced,
  type Address,
  type Customer,
  type DataOf,
} from "@waybill/contracts";
import { decider, happened, on, WaybillError, type Change, type NewEvent } from "@waybill/kit/pure";
import { isEnded, type Order, type OrderState, type OrderStatus } from "./order-state.ts";

export type OrderCommand =
  | {
      readonly type: "place";
      readonly orderId: string;
      readonly order: DataOf<typeof OrderPlaced>;
    }
  /**
   * Takes the place of `place` for a request that cannot be priced any more. It still has to be
   * submitted: when it repeats a request that was accepted, the first answer counts and not this refusal.
   */
  | { readonly type: "refuse"; readonly orderId: string; readonly refusal: Error }
  | {
      readonly type: "changeDetails";
      readonly orderId: string;
      readonly customer?: Customer;
      readonly shippingAddress?: Address;
      /** Version that the change is based on; absent: any. */
      readonly basedOn?: number;
    }
  | { readonly type: "requestCancellation"; readonly orderId: string; readonly reason: string }
  | { readonly type: "confirm"; readonly orderId: string }
  | { readonly type: "complete"; readonly orderId: string }
  | { readonly type: "cancel"; readonly orderId: string; readonly reason: string };

const nothing: readonly NewEvent[] = [];

/**
 * An order from its acceptance to its end: `pending → confirmed → completed`, and from each of them
 * `cancelled`. What others announce reaches it in any order and any number of times, so a late or
 * repeated announcement changes nothing, and one that comes early brings with it what it implies.
 */
export const order = decider<OrderState, OrderCommand>({
  category: "order",
  initial: () => null,
  key: (command) => command.orderId,
  isTerminal: (state) => state !== null && isEnded(state),
  decide: {
    place: (command, state) => (state === null ? [happened(OrderPlaced, command.order)] : nothing),
    refuse: (command) => {
      throw command.refusal;
    },
    changeDetails,
    requestCancellation: (command, state) => {
      const { cancellationRequested, status } = existing(state, command.orderId);
      if (cancellationRequested || status === "cancelled") return nothing;
      return [
        happened(CancellationRequested, { orderId: command.orderId, reason: command.reason }),
      ];
    },
    confirm: ({ orderId }, state) =>
      state?.status === "pending" ? [confirmed(orderId, state)] : nothing,
    complete,
    cancel: ({ orderId, reason }, state) =>
      state === null || state.status === "cancelled"
        ? nothing
        : [happened(OrderCancelled, { orderId, reason })],
  },
  evolve: [
    on(OrderPlaced, (_state: OrderState, data, change) => placed(data, change)),
    on(OrderDetailsChanged, (state: OrderState, data, change) =>
      moved(state, change, {
        customer: data.customer,
        shippingAddress: data.shippingAddress,
        detailsChanged: true,
      }),
    ),
    on(CancellationRequested, (state: OrderState, _data, change) =>
      moved(state, change, { cancellationRequested: true }),
    ),
    on(OrderConfirmed, (state: OrderState, _data, change) =>
      moved(state, change, { status: "confirmed" }),
    ),
    on(OrderCompleted, (state: OrderState, _data, change) =>
      moved(state, change, { status: "completed" }),
    ),
    on(OrderCancelled, (state: OrderState, data, change) =>
      moved(state, change, { status: "cancelled", cancelReason: data.reason }),
    ),
  ],
});

function confirmed(orderId: string, { detailsChanged, shippingAddress }: Order): NewEvent {
  return happened(OrderConfirmed, { orderId, ...(detailsChanged ? { shippingAddress } : {}) });
}

/** Goods leave only when they are paid for, so the news that they left confirms an order that has not heard of its payment. */
function complete(
  { orderId }: { readonly orderId: string },
  state: OrderState,
): readonly NewEvent[] {
  switch (state?.status) {
    case "pending":
      return [confirmed(orderId, state), happened(OrderCompleted, { orderId })];
    case "confirmed":
      return [happened(OrderCompleted, { orderId })];
    default:
      return nothing;
  }
}

function changeDetails(
  command: Extract<OrderCommand, { type: "changeDetails" }>,
  state: OrderState,
): readonly NewEvent[] {
  const { orderId, basedOn } = command;
  const current = existing(state, orderId);
  if (basedOn !== undefined && basedOn !== current.version) {
    throw new WaybillError(
      "stale-version",
      `the change is based on version ${basedOn} of ${orderId} but the version is ${current.version}: read it again and repeat the change`,
      { status: 412, details: { currentVersion: current.version } },
    );
  }
  if (current.status !== "pending") throw notPending(orderId, current.status);
  const customer = command.customer ?? current.customer;
  const shippingAddress = command.shippingAddress ?? current.shippingAddress;
  const same =
    sameFields(customer, current.customer) && sameFields(shippingAddress, current.shippingAddress);
  return same ? nothing : [happened(OrderDetailsChanged, { orderId, customer, shippingAddress })];
}

function existing(state: OrderState, orderId: string): Order {
  if (state !== null) return state;
  throw new WaybillError("order-not-found", `there is no order ${orderId}: check the id`, {
    status: 404,
  });
}

function notPending(orderId: string, status: OrderStatus): WaybillError {
  return new WaybillError(
    "order-not-pending",
    `${orderId} is ${status}: contact and address can be changed while an order is pending, afterwards cancel it and order again`,
    { status: 409, details: { orderStatus: status } },
  );
}

function sameFields(a: object, b: object): boolean {
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return left.length === right.size && left.every(([name, value]) => right.get(name) === value);
}

function placed(data: DataOf<typeof OrderPlaced>, { tenant, time }: Change): Order {
  return {
    tenant,
    number: data.number,
    ...(data.reference === undefined ? {} : { reference: data.reference }),
    status: "pending",
    cancellationRequested: false,
    customer: data.customer,
    shippingAddress: data.shippingAddress,
    currency: data.currency,
    lines: data.lines,
    shipping: data.shipping,
    total: data.total,
    ...(data.placedAt === undefined ? {} : { placedAt: data.placedAt }),
    detailsChanged: false,
    createdAt: time,
    updatedAt: time,
    version: 1,
  };
}

function moved(state: OrderState, change: Change, to: Partial<Order>): OrderState {
  if (state === null) return state;
  return { ...state, ...to, updatedAt: change.time, version: state.version + 1 };
}
