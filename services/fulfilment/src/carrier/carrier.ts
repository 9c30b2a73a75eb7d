import type { Address } from "@waybill/contracts";
import type { Parcel } from "../domain/parcels.ts";

export interface ConsignmentRequest {
  /** Idempotency key: however often it is sent, the parcels are taken once, with the same answer. */
  readonly key: string;
  readonly orderId: string;
  readonly to: Address;
  readonly shipments: readonly Parcel[];
  /** Our own text, at most 1,000 characters. Comes back unchanged with each tracking update. */
  readonly reference: string;
}

export type ConsignmentOutcome =
  | {
      readonly taken: true;
      readonly parcels: readonly { readonly shipmentId: string; readonly trackingNumber: string }[];
    }
  /** For good: asking again gives the same answer. `reason` is stable and in snake_case. */
  | { readonly taken: false; readonly reason: string };

export interface CancellationOutcome {
  /** Shipment ids that never left. */
  readonly cancelled: readonly string[];
  /** Shipment ids that had left and are coming back. */
  readonly returned: readonly string[];
}

/**
 * Who carries parcels. Tracking updates come by webhook (`tracking-update.ts`), at least once, for
 * each order in order; the first may come before `createConsignment` has answered.
 *
 * Both calls throw `Retryable` when the carrier is away or the outcome is unknown, and answer only
 * what they will still know after a crash.
 */
export interface Carrier {
  readonly name: string;
  /** Refuses with the reason `cancelled` when the order was cancelled before. */
  createConsignment(request: ConsignmentRequest, signal: AbortSignal): Promise<ConsignmentOutcome>;
  /** Also for an order that it has never heard of: a consignment that comes later is then refused. */
  cancelConsignment(
    request: { readonly key: string; readonly orderId: string },
    signal: AbortSignal,
  ): Promise<CancellationOutcome>;
  start?(): Promise<void>;
  stop?(): Promise<void>;
}
