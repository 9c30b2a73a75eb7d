import { ShipmentCancellationRequested, ShipmentRequested } from "@waybill/contracts";
import {
  activity,
  isA,
  keyOf,
  type Activity,
  type ActivityCall,
  type Recorded,
} from "@waybill/kit";
import type { Carrier } from "../carrier/carrier.ts";
import type { ConsignmentReference } from "../carrier/tracking-update.ts";
import { maxParcels, parcelsOf, type Parcel } from "../domain/parcels.ts";
import { shipment } from "../domain/shipment.ts";
import type { ShipmentCommand, ShipmentsState } from "../domain/shipment-state.ts";

/** Of one call at the carrier. Its keys are by order and operation, so a repeated request is the same call. */
interface Visit {
  readonly carrier: Carrier;
  readonly orderId: string;
  readonly call: ActivityCall;
}

/**
 * Hands parcels to the carrier and calls them back. Both requests come on one topic, so those of
 * one order are carried out in the order in which they were made. With the default policy's
 * attempts a carrier may be away for an hour before a request becomes a dead letter.
 */
export function carrierActivity(carrier: Carrier): Activity {
  return activity<ShipmentsState, ShipmentCommand>({
    name: "carrier",
    on: [ShipmentRequested, ShipmentCancellationRequested],
    to: shipment,
    key: (message) => keyOf(message.stream),
    policy: { attempts: 150 },
    perform(message, state, call) {
      const visit: Visit = { carrier, orderId: keyOf(message.stream), call };
      if (isA(message, ShipmentRequested)) return handOver(visit, message, state);
      if (isA(message, ShipmentCancellationRequested)) return recall(visit, message.data.reason);
      return Promise.resolve(undefined);
    },
  });
}

async function handOver(
  visit: Visit,
  message: Recorded<{
    readonly shippingAddress: Parameters<Carrier["createConsignment"]>[0]["to"];
    readonly allocations: Parameters<typeof parcelsOf>[1];
  }>,
  state: ShipmentsState,
): Promise<ShipmentCommand | undefined> {
  const { carrier, orderId, call } = visit;
  if (state.status === "created") return undefined;
  if (state.status !== "none") return recallLeftover(visit, state.status);
  const { shippingAddress, allocations } = message.data;
  const parcels = parcelsOf(orderId, allocations);
  const refusal = refusalOf(parcels);
  if (refusal !== undefined) return { type: "recordFailed", orderId, reason: refusal };
  const { tenant, correlationId, traceparent } = message.meta;
  const reference: ConsignmentReference = { tenant, correlationId, traceparent };
  const outcome = await carrier.createConsignment(
    {
      key: `${orderId}/create`,
      orderId,
      to: shippingAddress,
      shipments: parcels,
      reference: JSON.stringify(reference),
    },
    call.signal,
  );
  if (!outcome.taken) return { type: "recordFailed", orderId, reason: outcome.reason };
  const numbers = new Map(outcome.parcels.map((each) => [each.shipmentId, each.trackingNumber]));
  const shipments = parcels.map((parcel) => ({
    ...parcel,
    carrier: carrier.name,
    trackingNumber: numbers.get(parcel.shipmentId) ?? "",
  }));
  return { type: "recordCreated", orderId, shipments };
}

function refusalOf(parcels: readonly Parcel[]): string | undefined {
  if (parcels.length === 0) return "nothing_to_ship";
  return parcels.length > maxParcels ? "too_many_locations" : undefined;
}

async function recall(visit: Visit, reason: string): Promise<ShipmentCommand> {
  const { carrier, orderId, call } = visit;
  const key = `${orderId}/cancel`;
  const { cancelled, returned } = await carrier.cancelConsignment({ key, orderId }, call.signal);
  return { type: "recordRecalled", orderId, reason, cancelled, returned };
}

/** The order was called off, or had failed, while an attempt may have handed its parcels over. */
async function recallLeftover(visit: Visit, status: string): Promise<ShipmentCommand | undefined> {
  const recalled = await recall(visit, `shipments_already_${status}`);
  const found =
    recalled.type === "recordRecalled" && recalled.cancelled.length + recalled.returned.length > 0;
  return found ? recalled : undefined;
}
