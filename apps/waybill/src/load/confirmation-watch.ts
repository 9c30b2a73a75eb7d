import { Pool, type Dispatcher } from "undici";
import type { Target } from "../client.ts";
import { Latency, type LatencyReport } from "./latency.ts";

const watchedAtATime = 64;
const confirmed = /^event: (?:OrderConfirmed|OrderCompleted)$/m;
const patienceMs = 60_000;

/**
 * Measures how long orders take from the moment their customer meant to order until a client hears
 * that they are confirmed. It follows a few orders a second through the server-sent events of the
 * API, as a shop's page would: what is measured is what a client sees, commit and delivery included,
 * and the histograms of the server, which know neither, are not needed. A stream costs the server
 * about as much as a few reads, so at 20 a second the observer takes well under a hundredth of it;
 * 60 seconds give 1,200 samples, 12 of them beyond p99.
 */
export class ConfirmationWatch {
  readonly #pool: Pool;
  readonly #headers: Record<string, string>;
  readonly #latency = new Latency();
  readonly #everyMs: number;
  #nextAt = 0;
  #open = 0;

  /** @param perSecond 0: watches nothing */
  constructor(target: Target, perSecond: number) {
    this.#pool = new Pool(target.url, {
      connections: watchedAtATime,
      pipelining: 1,
      bodyTimeout: patienceMs,
    });
    this.#headers = { authorization: `Bearer ${target.apiKey}`, accept: "text/event-stream" };
    this.#everyMs = perSecond === 0 ? Number.POSITIVE_INFINITY : 1_000 / perSecond;
  }

  get report(): LatencyReport {
    return this.#latency.report;
  }

  /** Whether it is time to watch another order. */
  wants(now: number): boolean {
    return now >= this.#nextAt && this.#everyMs !== Infinity && this.#open < watchedAtATime;
  }

  /** @param intendedAt on the clock of `performance.now` */
  watch(orderId: string, intendedAt: number): void {
    this.#nextAt = performance.now() + this.#everyMs;
    this.#open += 1;
    const path = `/v1/orders/${orderId}/events`;
    const handler = new StreamHandler(
      () => {
        this.#latency.record(performance.now() - intendedAt);
      },
      () => {
        this.#open -= 1;
      },
    );
    this.#pool.dispatch({ method: "GET", path, headers: this.#headers }, handler);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** Listens for the confirmation, then lets the stream end by itself, which keeps its connection. */
class StreamHandler implements Dispatcher.DispatchHandler {
  readonly #onConfirmed: () => void;
  readonly #onEnd: () => void;
  #text = "";
  #heard = false;

  constructor(onConfirmed: () => void, onEnd: () => void) {
    this.#onConfirmed = onConfirmed;
    this.#onEnd = onEnd;
  }

  onRequestStart(): void {
    // Undici asks for this one and the next; there is nothing to do in them.
  }

  onResponseStart(): void {
    // A refusal has no event in its body, and so is no sample.
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#heard) return;
    this.#text += chunk.toString();
    if (!confirmed.test(this.#text)) return;
    this.#heard = true;
    this.#onConfirmed();
  }

  onResponseEnd(): void {
    this.#onEnd();
  }

  onResponseError(): void {
    this.#onEnd();
  }
}
