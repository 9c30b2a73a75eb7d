import { errorMessage, signWebhook, type Clock, type Random } from "@waybill/kit";
import type { Attempt, DeliveryStore, DueDelivery, Endpoint } from "./delivery-store.ts";
import type { WebhookPoster } from "./http-post.ts";

export interface DeliverySenderOptions {
  readonly store: DeliveryStore;
  readonly poster: WebhookPoster;
  readonly clock: Clock;
  readonly random: Random;
  readonly warn: (message: string) => void;
  /** Waits before the second, third … attempt, in milliseconds; one more attempt than waits. */
  readonly retryDelaysMs: readonly number[];
  /** An endpoint of which every attempt has failed for so long is disabled. */
  readonly disableAfterMs: number;
  readonly disable: (endpoint: Endpoint, reason: string) => Promise<void>;
}

const pollMs = 500;
const maxInFlight = 50;
/** In this process. So that an endpoint that hangs does not hold up the others. */
const maxInFlightEach = 10;
const goneStatus = 410;

/** Sends what is due and writes down every attempt. At least once, in no particular order. */
export class DeliverySender {
  readonly #options: DeliverySenderOptions;
  readonly #inFlight = new Map<DueDelivery, Promise<void>>();
  #endpoints: ReadonlyMap<string, Endpoint> = new Map();
  #looking: Promise<void> | undefined;
  #again = false;
  #stopping: AbortController | undefined;
  #cancelPoll: () => void = () => undefined;

  constructor(options: DeliverySenderOptions) {
    this.#options = options;
  }

  open(endpoints: readonly Endpoint[]): void {
    this.#endpoints = new Map(endpoints.map((each) => [each.id, each]));
    this.#stopping ??= new AbortController();
    this.wake();
  }

  /** Ends the calls under way; they are made again by whoever opens next. */
  async close(): Promise<void> {
    this.#stopping?.abort();
    this.#stopping = undefined;
    this.#cancelPoll();
    await this.#looking;
    await Promise.all(this.#inFlight.values());
  }

  wake(): void {
    this.#again = true;
    if (this.#stopping === undefined) return;
    const { signal } = this.#stopping;
    this.#looking ??= this.#look(signal).finally(() => {
      this.#looking = undefined;
      this.#pollLater();
    });
  }

  #pollLater(): void {
    this.#cancelPoll();
    if (this.#stopping === undefined) return;
    this.#cancelPoll = this.#options.clock.after(this.#again ? 0 : pollMs, () => this.wake());
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { store, clock, warn } = this.#options;
    try {
      while (this.#again && !signal.aborted) {
        this.#again = false;
        const limit = maxInFlight - this.#inFlight.size;
        const rooms = this.#rooms();
        if (limit <= 0 || rooms.size === 0) return;
        const due = await store.claimDue({ now: clock.now(), limit, rooms });
        for (const delivery of due) this.#begin(delivery, signal);
      }
    } catch (error) {
      warn(`webhooks cannot be sent: ${errorMessage(error)}`);
    }
  }

  /** How many more calls each endpoint may have; those that may have none are left out. */
  #rooms(): ReadonlyMap<string, number> {
    const rooms = new Map([...this.#endpoints.keys()].map((id) => [id, maxInFlightEach]));
    for (const { endpoint_id: id } of this.#inFlight.keys()) {
      const room = rooms.get(id);
      if (room !== undefined) rooms.set(id, room - 1);
    }
    return new Map([...rooms].filter(([, room]) => room > 0));
  }

  #begin(delivery: DueDelivery, signal: AbortSignal): void {
    const sending = this.#send(delivery, signal)
      .catch((error: unknown) => {
        this.#options.warn(
          `a webhook's attempt is not written down and comes again: ${errorMessage(error)}`,
        );
      })
      .finally(() => {
        this.#inFlight.delete(delivery);
        // Not before: the claim would take the call for one that is still under way.
        this.wake();
      });
    this.#inFlight.set(delivery, sending);
  }

  async #send(delivery: DueDelivery, signal: AbortSignal): Promise<void> {
    const { store, poster, clock } = this.#options;
    const endpoint = this.#endpoints.get(delivery.endpoint_id);
    // Removed since it was claimed.
    if (endpoint === undefined) return;
    const at = clock.now();
    const { id, body } = delivery;
    const headers = signWebhook({ id, body, now: at }, [endpoint.secret]);
    const result = await poster.post({ url: endpoint.url, headers, body }, signal);
    if (signal.aborted) return;
    const attempt: Attempt = { at, durationMs: clock.now() - at, ...result };
    const ok = result.status !== undefined && result.status >= 200 && result.status <= 299;
    if (ok) await store.recordDelivered(delivery, attempt);
    else await this.#failed(endpoint, delivery, attempt);
  }

  async #failed(endpoint: Endpoint, delivery: DueDelivery, attempt: Attempt): Promise<void> {
    const { store, random, retryDelaysMs, disableAfterMs, disable } = this.#options;
    const delayMs = retryDelaysMs[delivery.attempts - 1];
    const nextAt =
      delayMs === undefined
        ? undefined
        : Math.ceil(attempt.at + attempt.durationMs + delayMs * (0.8 + random.next() * 0.4));
    const since = await store.recordFailed(delivery, attempt, nextAt);
    if (attempt.status === goneStatus) await disable(endpoint, "the receiver answers 410 Gone");
    else if (attempt.at - since >= disableAfterMs) {
      await disable(endpoint, `every attempt since ${new Date(since).toISOString()} has failed`);
    }
  }
}
