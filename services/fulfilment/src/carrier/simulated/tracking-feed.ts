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
/** With one after the other, thousands of parcels had left untold while the shop was overloaded (measured). */
const callsAtOnce = 4;

interface Call {
  /** The first and the last place in the order of the parcels that it covers. */
  readonly from: number;
  to: number;
  /** As JSON. */
  readonly updates: string[];
}

/**
 * Tells the shop of one kind of movement, in the order in which the parcels were taken, and notes
 * how far it has acknowledged. It goes on from what is not acknowledged, so nothing is skipped; what was
 * sent with it or after it, or before a crash, may come again.
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
   * Tells of what moved in (after, upTo] until `now`, in a few calls at once.
   * @returns whether there is more than these take
   * @throws {Retryable} when one was not acknowledged; those before it count
   */
  async send(
    range: { readonly after: number; readonly upTo: number; readonly now: number },
    stopping: AbortSignal,
  ): Promise<boolean> {
    if (range.upTo <= range.after) return false;
    const { after, upTo, now } = range;
    const most = maxTrackingUpdates * callsAtOnce;
    const rows = await this.#database.query<MovedConsignment>(movedSql[this.#kind], [
      after,
      upTo,
      most,
      ...(this.#kind === "delivered" ? [now] : []),
    ]);
    const all = this.#callsFor(rows, after);
    const calls = all.slice(0, callsAtOnce);
    const answers = await Promise.allSettled(calls.map((call) => this.#call(call, stopping)));
    const failed = answers.findIndex(({ status }) => status === "rejected");
    const reached = (failed === -1 ? calls : calls.slice(0, failed)).at(-1)?.to;
    if (reached !== undefined) await this.#database.query(acknowledgeSql[this.#kind], [reached]);
    const answer = answers[failed];
    if (answer?.status === "rejected") throw answer.reason;
    return calls.length < all.length || rows.length === most;
  }

  /** Rows in their order, no more in a call than its receiver takes. */
  #callsFor(rows: readonly MovedConsignment[], after: number): Call[] {
    const calls: Call[] = [];
    let length = 0;
    for (const row of rows) {
      const at = Number(this.#kind === "dispatched" ? row.dispatch_at : row.deliver_at);
      const updates = this.#updatesOf(row, at).map((each) => JSON.stringify(each));
      const added = updates.reduce((sum, each) => sum + each.length + 1, 0);
      const seq = Number(row.seq);
      const last = calls.at(-1);
      const room =
        last !== undefined &&
        last.updates.length + updates.length <= maxTrackingUpdates &&
        length + added <= maxBodyLength;
      if (room) {
        last.updates.push(...updates);
        last.to = seq;
        length += added;
      } else {
        calls.push({ from: (last?.to ?? after) + 1, to: seq, updates });
        length = added;
      }
    }
    return calls;
  }

  async #call({ from, to, updates }: Call, stopping: AbortSignal): Promise<void> {
    if (updates.length === 0) return;
    const id = `${this.#kind}-${from}-${to}`;
    await this.#sender.send(id, `{"events":[${updates.join(",")}]}`, stopping);
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
