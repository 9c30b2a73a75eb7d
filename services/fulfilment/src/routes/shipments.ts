import { route, WaybillError, type Route, type ServiceContext } from "@waybill/kit";
import { idPattern, LocationCode, OrderId, Quantity, Sku } from "@waybill/contracts";
import Type, { type Static } from "typebox";
import { possibleOrderIds } from "../domain/parcels.ts";
import { shipment } from "../domain/shipment.ts";

const ShipmentId = Type.String({ pattern: idPattern("shp") });

const ShipmentDocument = Type.Object(
  {
    id: ShipmentId,
    orderId: OrderId,
    location: LocationCode,
    lines: Type.Array(Type.Object({ sku: Sku, quantity: Quantity })),
    status: Type.Enum(["created", "dispatched", "delivered", "cancelled", "returned"]),
    carrier: Type.String(),
    trackingNumber: Type.String(),
  },
  { title: "Shipment", additionalProperties: false },
);
type ShipmentDocument = Static<typeof ShipmentDocument>;

export function shipmentRoutes(context: ServiceContext): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/v1/shipments/:id",
      operationId: "getShipment",
      summary: "One shipment",
      tag: "Shipments",
      roles: ["operator"],
      params: Type.Object({ id: ShipmentId }),
      responses: { 200: ShipmentDocument },
      async handle({ params, context: { principal } }) {
        const found = await findShipment(context, params.id, principal.tenant);
        if (found !== undefined) return { status: 200, body: found };
        throw new WaybillError(
          "shipment-not-found",
          `There is no shipment ${params.id}: check the id.`,
          {
            status: 404,
          },
        );
      },
    }),
  ];
}

/** The order is worked out from the id, so that no table of shipments has to be kept for this. */
async function findShipment(
  context: ServiceContext,
  shipmentId: string,
  tenant: string,
): Promise<ShipmentDocument | undefined> {
  for (const orderId of possibleOrderIds(shipmentId)) {
    const state = (await context.state(shipment, orderId))?.state;
    const found = state?.shipments.find((each) => each.id === shipmentId);
    if (state === undefined || found === undefined) continue;
    if (state.tenant !== tenant) return undefined;
    const { id, location, lines, status, carrier, trackingNumber } = found;
    return { id, orderId, location, lines: [...lines], status, carrier, trackingNumber };
  }
  return undefined;
}
