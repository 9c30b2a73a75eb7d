import { errorMessage, type Clock, type Database, type Random } from "@waybill/kit";
import { dispatchSql, giveTurnSql, progressSql, takeTurnSql } from "./consignment-sql.ts";
import { TrackingFeed } from "./tracking-feed.ts";
import type { WebhookSender } from "./webhook-sender.ts";

export interface ParcelMovementOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly sender: WebhookSender;
  /** Names this process among those that share the carrier's database. */
  readonly owner: string;
  readonly warn: (message: string) => void;
}

interface Progress {
  readonly dispatchedTo: number;
  readonly dispatchNotified: number;
  readonly deliveryNotified: number;
  /** Milliseconds since 1970; undefined when nothing waits. */
  readonly nextDispatchAt: number | undefined;
  readonly nextDeliverAt: number | undefined;
}

/** Also how long a label lies before its parcel leaves "at once": time for the shop to write down what it was told. */
const pollMs = 50;
/** When nothing is under way: how long parcels that another process took may lie unnoticed. */
const idlePollMs = 250;
const turnMs = 5_000;
const maxDispatched = 5_000;
const backoffMs = 100;
const maxBackoffMs = 5_000;

/**
 * Moves parcels on when their time comes and reports it. All of it goes by the tables, so it
 * survives a restart; a round costs a fixed number of statements however many parcels move, and
 * one read when nothing does.
 */
export class ParcelMovement {
  readonly #options: ParcelMovementOptions;
  readonly #feeds: Readonly<Record<"dispatched" | "delivered", TrackingFeed>>;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #cancel: () => void = () => undefined;
  #failures = 0;
  #turnUntil = 0;

  constructor(options: ParcelMovementOptions) {
    this.#options = options;
    const { database, sender } = options;
    this.#feeds = {
      dispatched: new TrackingFeed({ kind: "dispatched", database, sender }),
      delivered: new TrackingFeed({ kind: "delivered", database, sender }),
    };
  }

  start(): void {
    this.#roundAfter(0);
  }

  /** Ends the calls under way, and lets another process take over; it sends what they carried again. */
  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#cancel();
    await this.#running;
    if (this.#turnUntil === 0) return;
    const { database, owner } = this.#options;
    // Failing that, the turn runs out by itself.
    await database.query(giveTurnSql, [owner]).catch(() => undefined);
  }

  #roundAfter(delayMs: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.#running = this.#round();
    });
  }

  async #round(): Promise<void> {
    let delayMs: number;
    try {
      delayMs = await this.#move();
      this.#failures = 0;
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      delayMs = this.#backoff();
      this.#options.warn(`${errorMessage(error)}; trying again in ${Math.round(delayMs)} ms`);
    }
    this.#roundAfter(delayMs);
  }

  /** @returns how long to rest, in milliseconds */
  async #move(): Promise<number> {
    const { clock, database } = this.#options;
    const now = clock.now();
    if (!(await this.#hasTurn(now))) return idlePollMs;
    let progress = await this.#progress();
    if (progress.nextDispatchAt !== undefined && progress.nextDispatchAt + pollMs <= now) {
      const [moved] = await database.query<{ dispatched_to: string }>(dispatchSql, [
        now - pollMs,
        maxDispatched,
      ]);
      const dispatchedTo = Number(moved?.dispatched_to ?? progress.dispatchedTo);
      progress = { ...progress, dispatchedTo };
    }
    const { dispatchedTo, dispatchNotified, deliveryNotified, nextDeliverAt } = progress;
    const signal = this.#stopping.signal;
    const deliveryDue = nextDeliverAt !== undefined && nextDeliverAt + pollMs <= now;
    const sent = await Promise.allSettled([
      this.#feeds.dispatched.send({ after: dispatchNotified, upTo: dispatchedTo, now }, signal),
      deliveryDue &&
        this.#feeds.delivered.send(
          { after: deliveryNotified, upTo: dispatchNotified, now },
          signal,
        ),
    ]);
    for (const each of sent) if (each.status === "rejected") throw each.reason;
    const more = sent.some((each) => each.status === "fulfilled" && each.value);
    return more ? 0 : restMs(progress, now);
  }

  async #progress(): Promise<Progress> {
    const [row] = await this.#options.database.query<Record<string, string | null>>(progressSql);
    if (row === undefined) {
      throw new Error(
        "the carrier's database has no row in carrier_progress; apply its migrations",
      );
    }
    const optional = (value: string | null | undefined) =>
      value === null || value === undefined ? undefined : Number(value);
    return {
      dispatchedTo: Number(row["dispatched_to"]),
      dispatchNotified: Number(row["dispatch_notified"]),
      deliveryNotified: Number(row["delivery_notified"]),
      nextDispatchAt: optional(row["next_dispatch_at"]),
      nextDeliverAt: optional(row["next_deliver_at"]),
    };
  }

  /** A process that is paused past its turn may send a batch again; it cannot make one be skipped. */
  async #hasTurn(now: number): Promise<boolean> {
    if (now < this.#turnUntil - turnMs / 2) return true;
    const until = now + turnMs;
    const rows = await this.#options.database.query(takeTurnSql, [this.#options.owner, until, now]);
    this.#turnUntil = rows.length > 0 ? until : 0;
    return rows.length > 0;
  }

  #backoff(): number {
    const longest = Math.min(backoffMs * 2 ** this.#failures, maxBackoffMs);
    this.#failures = Math.min(this.#failures + 1, 10);
    return longest * (0.5 + this.#options.random.next() / 2);
  }
}

function restMs(progress: Progress, now: number): number {
  const { nextDispatchAt = Infinity, nextDeliverAt = Infinity } = progress;
  const next = Math.min(nextDispatchAt, nextDeliverAt) + pollMs;
  return Math.min(Math.max(next - now, pollMs), idlePollMs);
}
