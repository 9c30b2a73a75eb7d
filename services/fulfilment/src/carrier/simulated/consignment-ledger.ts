import type { Clock, Database } from "@waybill/kit";
import type { CancellationOutcome, ConsignmentRequest } from "../carrier.ts";
import type { ParcelLine } from "../../domain/parcels.ts";
import { acceptSql, cancelSql, ledgerSql } from "./consignment-sql.ts";
import { MicroBatch } from "./micro-batch.ts";

export interface StoredParcel {
  readonly shipmentId: string;
  readonly location: string;
  readonly trackingNumber: string;
  readonly lines: readonly ParcelLine[];
}

/** One order as the carrier's own books have it, for the checker. */
export interface LedgerEntry {
  readonly orderId: string;
  readonly idempotencyKey: string;
  readonly status: "created" | "dispatched" | "delivered" | "cancelled" | "returned";
  readonly parcels: readonly StoredParcel[];
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
}

export interface StoredConsignment {
  readonly order_id: string;
  readonly status: "accepted" | "cancelled" | "returned";
  readonly parcels: readonly StoredParcel[];
}

export interface LedgerTimes {
  readonly dispatchAfterMs: number;
  readonly deliverAfterMs: number;
}

const maxBatch = 1_000;

/** The carrier's books. A call returns when what it says is durable; calls that come together are one statement. */
export class ConsignmentLedger {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #times: LedgerTimes;
  readonly #accepts: MicroBatch<ConsignmentRequest, StoredConsignment>;
  readonly #cancels: MicroBatch<{ key: string; orderId: string }, StoredConsignment>;

  constructor(parts: { database: Database; clock: Clock; times: LedgerTimes }) {
    this.#database = parts.database;
    this.#clock = parts.clock;
    this.#times = parts.times;
    this.#accepts = new MicroBatch((requests) => this.#writeAccepted(requests), maxBatch);
    this.#cancels = new MicroBatch((requests) => this.#writeCancelled(requests), maxBatch);
  }

  /** The order's consignment, as its first request made it. */
  accept(request: ConsignmentRequest): Promise<StoredConsignment> {
    return this.#accepts.add(request);
  }

  async cancel(request: { key: string; orderId: string }): Promise<CancellationOutcome> {
    const { status, parcels } = await this.#cancels.add(request);
    const ids = parcels.map((parcel) => parcel.shipmentId);
    return status === "returned"
      ? { cancelled: [], returned: ids }
      : { cancelled: ids, returned: [] };
  }

  /** Entries by order id, at most `limit`. */
  async entries(afterOrderId: string, limit: number): Promise<readonly LedgerEntry[]> {
    const rows = await this.#database.query<{
      order_id: string;
      idempotency_key: string;
      status: LedgerEntry["status"];
      parcels: readonly StoredParcel[];
      accepted_at: string;
    }>(ledgerSql, [afterOrderId, limit, this.#clock.now()]);
    return rows.map((row) => ({
      orderId: row.order_id,
      idempotencyKey: row.idempotency_key,
      status: row.status,
      parcels: row.parcels,
      acceptedAt: Number(row.accepted_at),
    }));
  }

  async #writeAccepted(requests: readonly ConsignmentRequest[]) {
    // An attempt that timed out and its successor may meet here; a statement may write a row once.
    const once = [...new Map(requests.map((each) => [each.orderId, each])).values()];
    const now = this.#clock.now();
    const dispatchAt = now + this.#times.dispatchAfterMs;
    const rows = await this.#database.query<StoredConsignment>(acceptSql, [
      once.map((each) => each.orderId),
      once.map((each) => each.key),
      once.map((each) => each.reference),
      once.map((each) => JSON.stringify(each.shipments.map(stored))),
      now,
      dispatchAt,
      dispatchAt + this.#times.deliverAfterMs,
    ]);
    return inOrderOf(requests, rows);
  }

  async #writeCancelled(requests: readonly { key: string; orderId: string }[]) {
    const once = [...new Map(requests.map((each) => [each.orderId, each])).values()];
    const rows = await this.#database.query<StoredConsignment>(cancelSql, [
      once.map((each) => each.orderId),
      once.map((each) => each.key),
      this.#clock.now(),
    ]);
    return inOrderOf(requests, rows);
  }
}

/** The number follows from the shipment, as our own labels do; so it needs no sequence and never changes. */
function stored(parcel: ConsignmentRequest["shipments"][number]): StoredParcel {
  const trackingNumber = `WB${parcel.shipmentId.slice(parcel.shipmentId.indexOf("_") + 1).toUpperCase()}`;
  return { ...parcel, trackingNumber };
}

function inOrderOf(
  requests: readonly { readonly orderId: string }[],
  rows: readonly StoredConsignment[],
): StoredConsignment[] {
  const byOrder = new Map(rows.map((row) => [row.order_id, row]));
  return requests.map(({ orderId }) => {
    const row = byOrder.get(orderId);
    if (row === undefined) {
      throw new Error(
        `the carrier's database gave no row for ${orderId}; is its migration applied?`,
      );
    }
    return row;
  });
}
