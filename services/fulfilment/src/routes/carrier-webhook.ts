import {
  route,
  verifyWebhook,
  WaybillError,
  type Meta,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import { Compile } from "typebox/compile";
import {
  ConsignmentReference,
  TrackingUpdates,
  type TrackingUpdate,
} from "../carrier/tracking-update.ts";
import { shipment } from "../domain/shipment.ts";
import type { ShipmentCommand } from "../domain/shipment-state.ts";

const referenceCheck = Compile(ConsignmentReference);

/**
 * The carrier's tracking updates. Answers 204 when all of them are durable; else the carrier sends
 * the call again, and what it repeats changes nothing.
 */
export function carrierWebhook(context: ServiceContext, secrets: readonly string[]): Route {
  return route({
    method: "POST",
    path: "/webhooks/carrier",
    operationId: "receiveTrackingUpdates",
    summary: "Tracking updates of the carrier",
    description:
      "Signed the Standard Webhooks way instead of an API key. At most 500 updates in a call.",
    tag: "Shipments",
    roles: "public",
    body: TrackingUpdates,
    rawBody: true,
    responses: { 204: null },
    async handle({ headers, rawBody, body: { events } }) {
      const bytes = rawBody ?? Buffer.alloc(0);
      verifyWebhook({ headers, body: bytes, now: context.clock.now() }, secrets);
      const updates = events.map((update) => ({
        command: commandOf(update),
        meta: metaOf(update),
      }));
      // Given together, they are one batch.
      const results = await Promise.allSettled(
        updates.map((each) => context.execute({ decider: shipment, ...each })),
      );
      for (const result of results) if (result.status === "rejected") throw result.reason;
      return { status: 204 };
    },
  });
}

/** @throws {WaybillError} `invalid-webhook` (400): signed, but with a reference that is not ours */
function metaOf(update: TrackingUpdate): Meta {
  let reference: unknown;
  try {
    reference = JSON.parse(update.reference);
  } catch {
    reference = undefined;
  }
  if (!referenceCheck.Check(reference)) {
    throw new WaybillError(
      "invalid-webhook",
      `The webhook is refused: the reference of ${update.id} is not one that we gave.`,
      { status: 400 },
    );
  }
  const { tenant, correlationId, traceparent } = reference;
  return { tenant, correlationId, traceparent, causationId: `carrier:${update.id}` };
}

function commandOf({ type, orderId, shipmentId }: TrackingUpdate): ShipmentCommand {
  return type === "dispatched"
    ? { type: "recordDispatched", orderId, shipmentId }
    : { type: "recordDelivered", orderId, shipmentId };
}
