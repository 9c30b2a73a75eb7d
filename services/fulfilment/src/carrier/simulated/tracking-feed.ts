import type { Database } from "@waybill/kit";
import { maxTrackingUpdates, type TrackingUpdate } from "../tracking-update.ts";
import type { StoredConsignment } from "./consignment-ledger.ts";
import { acknowledgeSql, movedSql } from "./consignment-sql.ts";
import type { WebhookSender } from "./webhook-sender.ts";

export interface MovedConsignment extends StoredConsignment {
  readonly seq: string;
  readonly reference: string;
  readonly dispatch_at: string;
  readonly deliver_at: string;
}

/** Longest body, in characters; receivers take 256 KiB. */
const maxBodyLength = 180_000;

/**
 * Tells the shop of one kind of movement, in the order in which the parcels were taken, and notes
 * how far it has acknowledged. It stops at what is not acknowledged, so nothing is skipped; after a
 * crash the last batch may come again.
 */
export class TrackingFeed {
  readonly #kind: TrackingUpdate["type"];
  readonly #database: Database;
  readonly #sender: WebhookSender;

  constructor(parts: {
    readonly kind: TrackingUpdate["type"];
    readonly database: Database;
    readonly sender: WebhookSender;
  }) {
    this.#kind = parts.kind;
    this.#database = parts.database;
    this.#sender = parts.sender;
  }

  /**
   * Sends one batch of what moved in (after, upTo] until `now`.
   * @returns whether there is more than one batch takes
   * @throws {Retryable} when it was not acknowledged
   */
  async send(
    range: { readonly after: number; readonly upTo: number; readonly now: number },
    stopping: AbortSignal,
  ): Promise<boolean> {
    if (range.upTo <= range.after) return false;
    const { after, upTo, now } = range;
    const rows = await this.#database.query<MovedConsignment>(movedSql[this.#kind], [
      after,
      upTo,
      maxTrackingUpdates,
      ...(this.#kind === "delivered" ? [now] : []),
    ]);
    const updates: TrackingUpdate[] = [];
    let reached = range.after;
    let length = 0;
    let full = rows.length === maxTrackingUpdates;
    for (const row of rows) {
      const at = Number(this.#kind === "dispatched" ? row.dispatch_at : row.deliver_at);
      const added = this.#updatesOf(row, at);
      length += added.reduce((sum, each) => sum + JSON.stringify(each).length + 1, 0);
      const tooMuch = updates.length + added.length > maxTrackingUpdates || length > maxBodyLength;
      if (tooMuch && updates.length > 0) {
        full = true;
        break;
      }
      updates.push(...added);
      reached = Number(row.seq);
    }
    if (reached === range.after) return false;
    if (updates.length > 0) {
      const id = `${this.#kind}-${range.after + 1}-${reached}`;
      await this.#sender.send(id, JSON.stringify({ events: updates }), stopping);
    }
    await this.#database.query(acknowledgeSql[this.#kind], [reached]);
    return full;
  }

  /** What was cancelled never left; what is on its way back is not delivered. */
  #updatesOf(row: MovedConsignment, at: number): TrackingUpdate[] {
    const announced =
      this.#kind === "dispatched" ? row.status !== "cancelled" : row.status === "accepted";
    if (!announced) return [];
    return row.parcels.map(({ shipmentId, trackingNumber }) => ({
      id: `${shipmentId}/${this.#kind}`,
      type: this.#kind,
      orderId: row.order_id,
      shipmentId,
      trackingNumber,
      reference: row.reference,
      at,
    }));
  }
}
