import { Retryable, type Clock, type Database, type Random } from "@waybill/kit";
import type {
  CancellationOutcome,
  Carrier,
  ConsignmentOutcome,
  ConsignmentRequest,
} from "../carrier.ts";
import { ConsignmentLedger, type LedgerEntry } from "./consignment-ledger.ts";
import { ParcelMovement } from "./parcel-movement.ts";
import { WebhookSender } from "./webhook-sender.ts";

export interface SimulatedCarrierOptions {
  /** The carrier's own database, with `simulatedCarrierMigrations` applied. */
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** Names this process among those that share the carrier's database. */
  readonly owner: string;
  /** `whsec_…`: signs the tracking updates. */
  readonly webhookSecret: string;
  /** Where tracking updates go; `undefined` as long as the server does not listen yet. */
  readonly webhookUrl: () => string | undefined;
  readonly warn: (message: string) => void;
  /** From taking a parcel to its leaving; 0 unless told: at once. Equal in all processes. */
  readonly dispatchAfterMs?: number;
  /** From leaving to arriving; 2,000 unless told. */
  readonly deliverAfterMs?: number;
  /** How late the answer for the postal code `SLOW` is; 2,000 unless told. */
  readonly slowMs?: number;
}

/** Migrations of the carrier's own database. */
export const simulatedCarrierMigrations = new URL("../../../carrier-migrations/", import.meta.url);

/** Calls for the postal code `DOWN` that find the carrier away, for each order. */
const refusalsWhenDown = 3;
const maxRemembered = 10_000;

/**
 * Behaves as a real carrier does: books of its own, idempotency keys, signed webhooks. Refuses
 * Antarctica (country `AQ`); answers late for the postal code `SLOW`, when the parcel has long been
 * taken; is away a few times for `DOWN`.
 */
export class SimulatedCarrier implements Carrier {
  readonly name = "simulated";
  readonly #clock: Clock;
  readonly #ledger: ConsignmentLedger;
  readonly #movement: ParcelMovement;
  readonly #slowMs: number;
  /** In memory only: after a restart the carrier is down anew. */
  readonly #refusals = new Map<string, number>();

  constructor(options: SimulatedCarrierOptions) {
    const { clock, database, random, owner, warn } = options;
    const { webhookSecret: secret, webhookUrl: url } = options;
    this.#clock = clock;
    this.#slowMs = options.slowMs ?? 2_000;
    const times = {
      dispatchAfterMs: options.dispatchAfterMs ?? 0,
      deliverAfterMs: options.deliverAfterMs ?? 2_000,
    };
    this.#ledger = new ConsignmentLedger({ database, clock, times });
    const sender = new WebhookSender({ clock, secret, url });
    this.#movement = new ParcelMovement({ database, clock, random, sender, owner, warn });
  }

  start(): Promise<void> {
    this.#movement.start();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.#movement.stop();
  }

  async createConsignment(
    request: ConsignmentRequest,
    signal: AbortSignal,
  ): Promise<ConsignmentOutcome> {
    const { country, postalCode } = request.to;
    if (country === "AQ") return { taken: false, reason: "country_not_served" };
    if (postalCode === "DOWN") this.#refuseAFewTimes(request.key);
    const { status, parcels } = await this.#ledger.accept(request);
    if (postalCode === "SLOW") await this.#wait(this.#slowMs, signal);
    if (status !== "accepted") return { taken: false, reason: "cancelled" };
    return { taken: true, parcels };
  }

  cancelConsignment(request: {
    readonly key: string;
    readonly orderId: string;
  }): Promise<CancellationOutcome> {
    return this.#ledger.cancel(request);
  }

  /** The carrier's own books, by order id, at most `limit` entries: for the checker. */
  ledger(afterOrderId: string, limit: number): Promise<readonly LedgerEntry[]> {
    return this.#ledger.entries(afterOrderId, limit);
  }

  #refuseAFewTimes(key: string): void {
    const refused = this.#refusals.get(key) ?? 0;
    if (refused >= refusalsWhenDown) return;
    if (this.#refusals.size >= maxRemembered) this.#refusals.clear();
    this.#refusals.set(key, refused + 1);
    throw new Retryable(
      "carrier-unavailable",
      `the simulated carrier is down for the postal code DOWN (${refused + 1} of ${refusalsWhenDown} times); it comes back by itself`,
    );
  }

  #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(delayMs, resolve);
      const abort = (): void => {
        cancel();
        reject(new Retryable("carrier-timeout", "the simulated carrier's answer came too late"));
      };
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    });
  }
}
