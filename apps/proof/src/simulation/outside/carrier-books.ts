import type { Consignment } from "@waybill/checker";
import type {
  CancellationOutcome,
  ConsignmentOutcome,
  ConsignmentRequest,
} from "@waybill/fulfilment";
import type { Seed, Time } from "@waybill/simulator";

interface Booked {
  readonly orderId: string;
  readonly reference: string;
  readonly parcels: readonly (ConsignmentRequest["shipments"][number] & {
    readonly trackingNumber: string;
  })[];
  status: "created" | "dispatched" | "delivered" | "cancelled" | "returned";
}

export interface CarrierUpdate {
  readonly id: string;
  readonly type: "dispatched" | "delivered";
  readonly orderId: string;
  readonly shipmentId: string;
  readonly trackingNumber: string;
  readonly reference: string;
  readonly at: number;
}

export interface CarrierBooksOptions {
  readonly time: Time;
  readonly seed: Seed;
  readonly dispatchMs: number;
  readonly deliverMs: number;
}

/**
 * A carrier with books of its own, as the built-in one behaves: one consignment an order, whatever is
 * repeated; what has left when it is called back returns; country `AQ` is not served.
 */
export class CarrierBooks {
  /** Tracking updates that the shop has not taken yet, oldest first. */
  readonly unsent = new Map<string, CarrierUpdate>();
  /** Parcels whose next move is still to come. */
  moving = 0;
  readonly #options: CarrierBooksOptions;
  readonly #booked = new Map<string, Booked>();

  constructor(options: CarrierBooksOptions) {
    this.#options = options;
  }

  create(request: ConsignmentRequest): ConsignmentOutcome {
    if (request.to.country === "AQ") return { taken: false, reason: "country_not_served" };
    const known = this.#booked.get(request.orderId);
    const booked = known ?? this.#book(request);
    if (booked.status === "cancelled" || booked.status === "returned")
      return { taken: false, reason: "cancelled" };
    return { taken: true, parcels: booked.parcels };
  }

  cancel({ orderId }: { readonly orderId: string }): CancellationOutcome {
    const booked: Booked = this.#booked.get(orderId) ?? {
      orderId,
      reference: "",
      parcels: [],
      status: "cancelled",
    };
    this.#booked.set(orderId, booked);
    if (booked.status === "created") booked.status = "cancelled";
    else if (booked.status !== "cancelled") booked.status = "returned";
    const ids = booked.parcels.map(({ shipmentId }) => shipmentId);
    return booked.status === "returned"
      ? { cancelled: [], returned: ids }
      : { cancelled: ids, returned: [] };
  }

  /** The books by order id. */
  consignments(): readonly Consignment[] {
    return [...this.#booked.values()].sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
  }

  #book({ orderId, reference, shipments }: ConsignmentRequest): Booked {
    const { time, seed, dispatchMs, deliverMs } = this.#options;
    const parcels = shipments.map((each) => ({
      ...each,
      trackingNumber: `WB${each.shipmentId.toUpperCase()}`,
    }));
    const booked: Booked = { orderId, reference, parcels, status: "created" };
    this.#booked.set(orderId, booked);
    this.moving += 1;
    time.after(seed.delay(dispatchMs), () => {
      this.moving -= 1;
      if (booked.status !== "created") return;
      this.#move(booked, "dispatched");
      this.moving += 1;
      time.after(seed.delay(deliverMs), () => {
        this.moving -= 1;
        if (booked.status === "dispatched") this.#move(booked, "delivered");
      });
    });
    return booked;
  }

  #move(booked: Booked, type: CarrierUpdate["type"]): void {
    booked.status = type;
    for (const { shipmentId, trackingNumber } of booked.parcels) {
      const { orderId, reference } = booked;
      const at = this.#options.time.now;
      const id = `trk_${shipmentId}_${type}`;
      this.unsent.set(id, { id, type, orderId, shipmentId, trackingNumber, reference, at });
    }
  }
}
