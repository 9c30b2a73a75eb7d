import { Retryable, signWebhook, type Clock } from "@waybill/kit";

export interface WebhookSenderOptions {
  readonly clock: Clock;
  /** `whsec_…`; what the receiver verifies with. */
  readonly secret: string;
  /** Where to send; `undefined` while the server does not listen yet. */
  readonly url: () => string | undefined;
  readonly timeoutMs?: number;
}

const timeoutMs = 15_000;

/** Sends signed webhooks, the Standard Webhooks way. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the receiver has acknowledged with a 2xx.
   * @throws {Retryable} `webhook-not-acknowledged` otherwise: to be sent again, under the same id
   */
  async send(id: string, body: string, stopping: AbortSignal): Promise<void> {
    const { clock, secret, url } = this.#options;
    const target = url();
    if (target === undefined) throw refused("nobody listens yet");
    const limit = AbortSignal.timeout(this.#options.timeoutMs ?? timeoutMs);
    let status: number;
    try {
      const response = await fetch(target, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...signWebhook({ id, body, now: clock.now() }, [secret]),
        },
        body,
        signal: AbortSignal.any([stopping, limit]),
      });
      // Read to its end, or the connection cannot be used again.
      await response.arrayBuffer();
      ({ status } = response);
    } catch (error) {
      throw refused("the receiver cannot be reached", error);
    }
    if (status < 200 || status > 299) throw refused(`the receiver answered ${status}`);
  }
}

function refused(why: string, cause?: unknown): Retryable {
  return new Retryable(
    "webhook-not-acknowledged",
    `a carrier webhook was not acknowledged: ${why}`,
    {
      cause,
    },
  );
}
