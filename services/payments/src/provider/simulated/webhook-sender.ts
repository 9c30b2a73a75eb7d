import { errorMessage, signWebhook, type Clock, type Ids } from "@waybill/kit";
import { maxProviderEvents } from "../provider-event.ts";
import type { SimulatedLedger } from "./ledger.ts";

export interface SenderOptions {
  readonly ledger: SimulatedLedger;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly url: string;
  /** The first signs; the others are older ones that the receiver may still have. */
  readonly secrets: readonly string[];
  /** Told of every failed call. */
  readonly failed?: (message: string) => void;
}

const firstBackoffMs = 200;
const maxBackoffMs = 30_000;
const callTimeoutMs = 10_000;
/** Looks for events of a provider that died before it posted them. */
const idlePollMs = 5_000;

/**
 * Posts events in batches, oldest first, until they are taken: at least once each, also over a
 * restart, because what is not taken stays in the ledger.
 */
export class WebhookSender {
  readonly #options: SenderOptions;
  readonly #stop = new AbortController();
  #wake: () => void = () => undefined;
  #pending = true;
  #failures = 0;
  #done: Promise<void> = Promise.resolve();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Says that there is something to post. */
  wake(): void {
    this.#pending = true;
    if (this.#failures === 0) this.#wake();
  }

  /** Cuts the call at hand; its events are posted again after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const more = await this.#post();
        this.#failures = 0;
        if (!more && !this.#pending) await this.#sleep(idlePollMs);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#failures += 1;
        this.#options.failed?.(errorMessage(error));
        await this.#sleep(Math.min(firstBackoffMs * 2 ** (this.#failures - 1), maxBackoffMs));
      }
    }
  }

  /** @returns whether there was something */
  async #post(): Promise<boolean> {
    const { ledger, clock, ids, url, secrets } = this.#options;
    this.#pending = false;
    const unsent = await ledger.unsent(maxProviderEvents);
    if (unsent.length === 0) return false;
    const body = `{"events":[${unsent.map((each) => each.webhook).join(",")}]}`;
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signWebhook({ id: ids.make("msg"), body, now: clock.now() }, secrets.slice(0, 1)),
      },
      body,
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(callTimeoutMs)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    await ledger.markSent(unsent.map((each) => each.idempotencyKey));
    return true;
  }

  #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
