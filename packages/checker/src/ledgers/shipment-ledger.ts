import type { Allocation, DataOf, ShipmentCreated, ShipmentsRecalled } from "@waybill/contracts";
import type { LogEvent } from "../sources.ts";
import { Legality, type Illegal } from "./illegal.ts";

export type ShipmentStatus = "created" | "dispatched" | "delivered" | "cancelled" | "returned";

export interface ShipmentLedger {
  /** Status by shipment id. */
  readonly shipments: ReadonlyMap<string, ShipmentStatus>;
  /** What all shipments hold. */
  readonly lines: readonly Allocation[];
  readonly recalled: boolean;
  readonly failed: boolean;
  readonly illegal: readonly Illegal[];
}

interface Fold {
  readonly shipments: Map<string, ShipmentStatus>;
  readonly lines: Allocation[];
  recalled: boolean;
  failed: boolean;
  readonly legality: Legality;
}

export function foldShipments(events: readonly LogEvent[]): ShipmentLedger {
  const legality = new Legality();
  const fold: Fold = { shipments: new Map(), lines: [], recalled: false, failed: false, legality };
  for (const event of events) step(fold, event);
  return { ...fold, illegal: legality.illegal };
}

function step(fold: Fold, event: LogEvent): void {
  const { legality, shipments } = fold;
  switch (event.type) {
    case "ShipmentCreated": {
      const { shipmentId, lines } = event.data as DataOf<typeof ShipmentCreated>;
      legality.require(!shipments.has(shipmentId), event, `${shipmentId} was created already`);
      legality.require(
        !fold.recalled && !fold.failed,
        event,
        "the shipments failed or were recalled",
      );
      shipments.set(shipmentId, "created");
      fold.lines.push(...lines);
      break;
    }
    case "ShipmentDispatched":
      moved(fold, event, ["created", "dispatched"]);
      break;
    case "ShipmentDelivered":
      moved(fold, event, ["dispatched", "delivered"]);
      break;
    case "ShipmentFailed":
      legality.require(
        shipments.size === 0 && !fold.recalled && !fold.failed,
        event,
        "there are shipments, or it failed before",
      );
      fold.failed = true;
      break;
    case "ShipmentsRecalled":
      recalled(fold, event);
      break;
    case "TrackingNoted":
      legality.require(
        shipments.size === 0 && !fold.recalled,
        event,
        "the shipment is known, so nothing need be kept",
      );
      break;
    default:
      legality.require(false, event, "no shipment has such an event");
  }
}

function moved(
  fold: Fold,
  event: LogEvent,
  [from, to]: readonly [ShipmentStatus, ShipmentStatus],
): void {
  const { shipmentId, remaining } = event.data as {
    readonly shipmentId: string;
    readonly remaining: number;
  };
  const status = fold.shipments.get(shipmentId);
  fold.legality.require(
    status === from,
    event,
    `${shipmentId} is ${status ?? "unknown"}, not ${from}`,
  );
  fold.shipments.set(shipmentId, to);
  const left = [...fold.shipments.values()].filter((each) =>
    to === "dispatched" ? each === "created" : each !== "delivered",
  ).length;
  fold.legality.require(
    left === remaining,
    event,
    `it says ${remaining} remain, the events say ${left}`,
  );
}

function recalled(fold: Fold, event: LogEvent): void {
  const data = event.data as DataOf<typeof ShipmentsRecalled>;
  for (const id of data.cancelled) if (fold.shipments.has(id)) fold.shipments.set(id, "cancelled");
  for (const id of data.returned) if (fold.shipments.has(id)) fold.shipments.set(id, "returned");
  fold.recalled = true;
  const out = [...fold.shipments].filter(
    ([, status]) => status !== "cancelled" && status !== "returned",
  );
  fold.legality.require(
    out.length === 0,
    event,
    `it does not name ${out.map(([id]) => id).join(", ")}`,
  );
}
