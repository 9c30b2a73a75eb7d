import type { ParcelLine } from "./parcels.ts";

export type ShipmentStatus = "created" | "dispatched" | "delivered" | "cancelled" | "returned";

export interface Shipment {
  readonly id: string;
  readonly location: string;
  readonly lines: readonly ParcelLine[];
  readonly status: ShipmentStatus;
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** A tracking update as it can come before its shipment is recorded. */
export type EarlyUpdate = "dispatched" | "delivered";

/** All shipments of one order. */
export interface ShipmentsState {
  readonly tenant: string;
  readonly status: "none" | "created" | "failed" | "recalled";
  readonly shipments: readonly Shipment[];
  /** By shipment id. */
  readonly early?: Readonly<Record<string, EarlyUpdate>>;
}

export const noShipments: ShipmentsState = { tenant: "", status: "none", shipments: [] };

export interface CreatedShipment {
  readonly shipmentId: string;
  readonly location: string;
  readonly lines: readonly ParcelLine[];
  readonly carrier: string;
  readonly trackingNumber: string;
}

export type ShipmentCommand =
  | {
      readonly type: "recordCreated";
      readonly orderId: string;
      readonly shipments: readonly CreatedShipment[];
    }
  | { readonly type: "recordFailed"; readonly orderId: string; readonly reason: string }
  | { readonly type: "recordDispatched"; readonly orderId: string; readonly shipmentId: string }
  | { readonly type: "recordDelivered"; readonly orderId: string; readonly shipmentId: string }
  | {
      readonly type: "recordRecalled";
      readonly orderId: string;
      readonly reason: string;
      /** Shipment ids. */
      readonly cancelled: readonly string[];
      readonly returned: readonly string[];
    };
