import type { Clock, Ids } from "@waybill/kit";
import {
  providerUnavailable,
  type AuthorizeRequest,
  type CaptureRequest,
  type Provider,
  type ProviderAnswer,
  type RefundRequest,
  type VoidRequest,
} from "../provider.ts";
import type { LedgerLine, SimulatedLedger } from "./ledger.ts";
import { OperationQueue } from "./operation-queue.ts";
import { tokens } from "./operations.ts";
import { webhookOf, type WebhookMode } from "./webhook-events.ts";
import { WebhookSender } from "./webhook-sender.ts";

export interface SimulatedProviderOptions {
  readonly ledger: SimulatedLedger;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What is posted; `unanswered` when absent. Nothing is until `postWebhooks` is called. */
  readonly webhooks?: WebhookMode;
  /** How late the first answer for `tok_slow` is, in milliseconds. */
  readonly slowMs?: number;
  /** Failing authorisations with `tok_unavailable`: 3 are through in about a second of the activity's backoff, long before the checkout gives up. */
  readonly unavailableCalls?: number;
  /** How long a call that gets no answer is left open when the caller does not hang up, in milliseconds. */
  readonly hangMs?: number;
}

export interface OutsideRefund {
  readonly orderId: string;
  readonly currency: string;
  readonly amount: number;
  /** Names the refund for the merchant; the same again is the same refund. */
  readonly refundId: string;
  readonly as: "refund" | "dispute";
}

/**
 * A payment provider for development, tests and drills: with books of its own, idempotency keys,
 * signed webhooks, and test tokens that decline, hang or fail (`tokens`). It answers only when the
 * operation is durable in its ledger.
 */
export class SimulatedProvider implements Provider {
  readonly name = "simulated";
  readonly #options: Required<SimulatedProviderOptions>;
  readonly #queue: OperationQueue;
  #sender: WebhookSender | undefined;

  constructor(options: SimulatedProviderOptions) {
    this.#options = {
      webhooks: "unanswered",
      slowMs: 3_000,
      unavailableCalls: 3,
      hangMs: 60_000,
      ...options,
    };
    this.#queue = new OperationQueue({
      ...this.#options,
      webhook: (operation, result) => webhookOf(operation, result, this.#options.webhooks),
      posted: () => this.#sender?.wake(),
    });
  }

  async authorize(request: AuthorizeRequest, signal?: AbortSignal): Promise<ProviderAnswer> {
    const { answer, replayed } = await this.#queue.submit({ kind: "authorize", ...request });
    if (replayed) return answer;
    const { slowMs, hangMs } = this.#options;
    if (request.token === tokens.slow) await this.#pass(slowMs, signal);
    if (request.token === tokens.timeoutAfterSuccess) {
      await this.#pass(hangMs, signal);
      throw providerUnavailable("gave no answer");
    }
    return answer;
  }

  async capture(request: CaptureRequest): Promise<ProviderAnswer> {
    return (await this.#queue.submit({ kind: "capture", ...request })).answer;
  }

  async void(request: VoidRequest): Promise<ProviderAnswer> {
    return (await this.#queue.submit({ kind: "void", ...request })).answer;
  }

  async refund(request: RefundRequest): Promise<ProviderAnswer> {
    return (await this.#queue.submit({ kind: "refund", ...request })).answer;
  }

  async lookup(idempotencyKey: string): Promise<ProviderAnswer | undefined> {
    const { entries } = await this.#options.ledger
      .load([], [idempotencyKey])
      .catch((error: unknown) => {
        throw providerUnavailable("cannot reach its ledger", error);
      });
    return entries[0]?.answer;
  }

  /** A refund that the merchant hears of by webhook only. */
  async refundOutside({ as, refundId, ...request }: OutsideRefund): Promise<ProviderAnswer> {
    const idempotencyKey = `outside:${request.orderId}:${refundId}`;
    const operation = {
      kind: "refund",
      idempotencyKey,
      refundId,
      outside: as,
      ...request,
    } as const;
    return (await this.#queue.submit(operation)).answer;
  }

  /** The books, order by order, for comparing them with the merchant's. */
  ledger(afterOrderId: string, limit: number): Promise<readonly LedgerLine[]> {
    return this.#options.ledger.page(afterOrderId, limit);
  }

  /** Begins to post events there. They wait in the ledger until then. */
  postWebhooks(to: {
    readonly url: string;
    readonly secrets: readonly string[];
    readonly failed?: (message: string) => void;
  }): void {
    const { ledger, clock, ids } = this.#options;
    this.#sender = new WebhookSender({ ledger, clock, ids, ...to });
    this.#sender.start();
  }

  async close(): Promise<void> {
    await this.#sender?.stop();
  }

  /** @throws {Retryable} `provider-unavailable` when the caller hangs up first */
  #pass(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const hungUp = (): void => {
        cancel();
        reject(providerUnavailable("gave no answer in time"));
      };
      const cancel = this.#options.clock.after(ms, () => {
        signal?.removeEventListener("abort", hungUp);
        resolve();
      });
      if (signal?.aborted === true) hungUp();
      else signal?.addEventListener("abort", hungUp, { once: true });
    });
  }
}
