import {
  ShipmentCreated,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentFailed,
  ShipmentsRecalled,
  TrackingNoted,
} from "@waybill/contracts";
import { decider, happened, on, Retryable, type NewEvent } from "@waybill/kit/pure";
import {
  noShipments,
  type CreatedShipment,
  type EarlyUpdate,
  type Shipment,
  type ShipmentCommand,
  type ShipmentsState,
  type ShipmentStatus,
} from "./shipment-state.ts";

/**
 * The shipments of an order, one a location. Everything it decides on has happened at the carrier
 * already; it works out what that means here, in whatever order the news comes.
 */
export const shipment = decider<ShipmentsState, ShipmentCommand>({
  category: "shipment",
  initial: () => noShipments,
  key: (command) => command.orderId,
  isTerminal: ({ shipments }) =>
    shipments.length > 0 && shipments.every(({ status }) => status === "delivered"),
  decide: {
    recordCreated: ({ orderId, shipments }, state) => created(orderId, shipments, state),
    recordFailed: ({ orderId, reason }, state) =>
      state.status === "none" ? [happened(ShipmentFailed, { orderId, reason })] : [],
    recordDispatched: ({ orderId, shipmentId }, state) =>
      tracked({ orderId, shipmentId, update: "dispatched" }, state),
    recordDelivered: ({ orderId, shipmentId }, state) =>
      tracked({ orderId, shipmentId, update: "delivered" }, state),
    // Whoever asks for the recall waits for the answer, so it is given each time.
    recordRecalled: ({ orderId, reason, cancelled, returned }, state) => {
      // What the carrier does not name is where we last saw it: a parcel that has left comes back.
      const unnamed = state.shipments.filter(
        ({ id }) => !cancelled.includes(id) && !returned.includes(id),
      );
      const [away, here] = [unnamed.filter(hasLeft), unnamed.filter((each) => !hasLeft(each))];
      return [
        happened(ShipmentsRecalled, {
          orderId,
          reason,
          cancelled: [...cancelled, ...here.map(({ id }) => id)],
          returned: [...returned, ...away.map(({ id }) => id)],
        }),
      ];
    },
  },
  evolve: [
    on(ShipmentCreated, (state: ShipmentsState, data, { tenant }) => {
      const { shipmentId: id, location, carrier, trackingNumber } = data;
      if (state.shipments.some((each) => each.id === id)) return state;
      const lines = data.lines.map(({ sku, quantity }) => ({ sku, quantity }));
      const added: Shipment = { id, location, lines, status: "created", carrier, trackingNumber };
      const { early: _seenTo, ...rest } = state;
      return { ...rest, tenant, status: "created", shipments: [...state.shipments, added] };
    }),
    on(ShipmentFailed, (state: ShipmentsState, _data, { tenant }) => ({
      ...state,
      tenant,
      status: "failed",
    })),
    on(TrackingNoted, (state: ShipmentsState, { shipmentId, update }, { tenant }) => ({
      ...state,
      tenant,
      early: { ...state.early, [shipmentId]: update },
    })),
    on(ShipmentDispatched, (state: ShipmentsState, { shipmentId }) =>
      withStatus(state, [shipmentId], "dispatched"),
    ),
    on(ShipmentDelivered, (state: ShipmentsState, { shipmentId }) =>
      withStatus(state, [shipmentId], "delivered"),
    ),
    on(ShipmentsRecalled, (state: ShipmentsState, data, { tenant }) => {
      const { early: _overtaken, ...rest } = state;
      const back = withStatus(
        withStatus(rest, data.cancelled, "cancelled"),
        data.returned,
        "returned",
      );
      return { ...back, tenant, status: "recalled" };
    }),
  ],
});

function hasLeft({ status }: Shipment): boolean {
  return status !== "created" && status !== "cancelled";
}

/**
 * @throws {Retryable} `shipment-recalled` when the order was called off meanwhile: the parcels that
 *   the carrier has just taken must not go out. The next attempt sees that state and cancels them
 *   at the carrier; a decision alone could not.
 */
function created(
  orderId: string,
  shipments: readonly CreatedShipment[],
  state: ShipmentsState,
): readonly NewEvent[] {
  if (state.status === "created") return [];
  if (state.status !== "none") {
    throw new Retryable(
      "shipment-recalled",
      `the shipments of ${orderId} are ${state.status}, but the carrier took its parcels; they are cancelled with the next attempt`,
    );
  }
  const events: NewEvent[] = shipments.map(({ lines, location, ...rest }) =>
    happened(ShipmentCreated, {
      orderId,
      ...rest,
      location,
      lines: lines.map((line) => ({ ...line, location })),
    }),
  );
  let known = shipments.map(asCreated);
  for (const { shipmentId } of shipments) {
    const update = state.early?.[shipmentId];
    if (update === undefined) continue;
    const more = movements({ orderId, shipmentId, update }, known);
    events.push(...more.events);
    known = more.shipments;
  }
  return events;
}

interface Tracked {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly update: EarlyUpdate;
}

function tracked(news: Tracked, state: ShipmentsState): readonly NewEvent[] {
  if (state.status === "none") {
    const before = state.early?.[news.shipmentId];
    return before === news.update || before === "delivered" ? [] : [happened(TrackingNoted, news)];
  }
  return movements(news, state.shipments).events;
}

/** A delivery whose dispatch has not been reported is a dispatch, too. What is on its way back stays so. */
function movements(
  { orderId, shipmentId, update }: Tracked,
  before: readonly Shipment[],
): { readonly events: readonly NewEvent[]; readonly shipments: Shipment[] } {
  const events: NewEvent[] = [];
  let shipments = [...before];
  const moved = shipments.find((each) => each.id === shipmentId);
  if (moved === undefined) return { events, shipments };
  const { carrier, trackingNumber } = moved;
  const base = { orderId, shipmentId, carrier, trackingNumber };
  let { status } = moved;
  if (status === "created") {
    status = "dispatched";
    shipments = changed(shipments, [shipmentId], status);
    const remaining = shipments.filter((each) => each.status === "created").length;
    const parcels = remaining === 0 ? parcelsUnderWay(shipments) : [];
    events.push(
      happened(ShipmentDispatched, {
        ...base,
        remaining,
        ...(parcels.length > 1 ? { parcels } : {}),
      }),
    );
  }
  if (status === "dispatched" && update === "delivered") {
    shipments = changed(shipments, [shipmentId], "delivered");
    const remaining = shipments.filter((each) => each.status !== "delivered").length;
    events.push(happened(ShipmentDelivered, { ...base, remaining }));
  }
  return { events, shipments };
}

function parcelsUnderWay(shipments: readonly Shipment[]) {
  return shipments
    .filter(({ status }) => status === "dispatched" || status === "delivered")
    .map(({ id: shipmentId, carrier, trackingNumber }) => ({
      shipmentId,
      carrier,
      trackingNumber,
    }));
}

function asCreated({ shipmentId, ...rest }: CreatedShipment): Shipment {
  return { id: shipmentId, ...rest, status: "created" };
}

function withStatus(
  state: ShipmentsState,
  ids: readonly string[],
  status: ShipmentStatus,
): ShipmentsState {
  return ids.length === 0 ? state : { ...state, shipments: changed(state.shipments, ids, status) };
}

function changed(shipments: readonly Shipment[], ids: readonly string[], status: ShipmentStatus) {
  return shipments.map((each) => (ids.includes(each.id) ? { ...each, status } : each));
}
