import { errorMessage, type Random, type ServiceContext } from "@waybill/kit";
import { endpoint, type EndpointCommand } from "../domain/endpoint.ts";
import { DeliverySender } from "./delivery-sender.ts";
import { DeliveryStore, type Endpoint } from "./delivery-store.ts";
import { EventIntake, type EventLogs } from "./event-intake.ts";
import { WebhookPoster } from "./http-post.ts";

export interface WebhookOptions {
  readonly logs: EventLogs;
  readonly random: Random;
  /** Lets webhooks go to loopback and private addresses: for development and tests. */
  readonly allowPrivate?: boolean;
  readonly retryDelaysMs?: readonly number[];
  readonly disableAfterMs?: number;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Eight attempts over 29 hours. */
const defaultRetryDelaysMs = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
];
const defaultDisableAfterMs = 5 * day;
const keptMs = 30 * day;
/** How soon this process sends to what another one registered, or begins to read the logs for it. */
const refreshMs = 5 * second;
const cleanEvery = hour / refreshMs;

/**
 * Outgoing webhooks. As long as nobody has registered an endpoint it reads one empty table every
 * five seconds and nothing else: orders cost nothing. With the first endpoint it opens its feeds.
 */
export class WebhookDispatcher {
  readonly allowPrivate: boolean;
  readonly #context: ServiceContext;
  readonly #store: DeliveryStore;
  readonly #poster: WebhookPoster;
  readonly #intake: EventIntake;
  readonly #sender: DeliverySender;
  #refreshing: Promise<void> = Promise.resolve();
  #cancelRefresh: () => void = () => undefined;
  #refreshes = 0;
  #open = false;
  #stopped = false;

  constructor(context: ServiceContext, options: WebhookOptions) {
    const { clock, ids, log } = context;
    const warn = (message: string): void => log.warn(message);
    this.allowPrivate = options.allowPrivate ?? false;
    this.#context = context;
    this.#store = new DeliveryStore(context.views);
    this.#poster = new WebhookPoster(this.allowPrivate);
    this.#sender = new DeliverySender({
      store: this.#store,
      poster: this.#poster,
      clock,
      random: options.random,
      warn,
      retryDelaysMs: options.retryDelaysMs ?? defaultRetryDelaysMs,
      disableAfterMs: options.disableAfterMs ?? defaultDisableAfterMs,
      disable: (each, reason) => this.#disable(each, reason),
    });
    this.#intake = new EventIntake({
      logs: options.logs,
      store: this.#store,
      clock,
      ids,
      warn,
      added: () => this.#sender.wake(),
    });
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#refreshLater();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRefresh();
    await this.#refreshing;
    await Promise.all([this.#intake.close(), this.#sender.close()]);
    this.#poster.close();
  }

  /** To be called, and waited for, before an endpoint is registered. */
  beforeRegistration(): Promise<void> {
    return this.#intake.skipUnwanted();
  }

  /** Takes note of the endpoints that there are now. Never throws; it is repeated anyway. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#refresh());
    return this.#refreshing;
  }

  /** Ends what waits for an endpoint that has been removed. */
  async forget(endpointId: string): Promise<void> {
    await this.refresh();
    await this.#store.abandon(endpointId);
  }

  /** Says that a delivery has been made due. */
  wake(): void {
    this.#sender.wake();
  }

  async #refresh(): Promise<void> {
    if (this.#stopped) return;
    try {
      const endpoints = await this.#store.activeEndpoints();
      if (endpoints.length > 0) {
        this.#open = true;
        await this.#intake.open();
        this.#sender.open(endpoints);
      } else if (this.#open) {
        this.#open = false;
        await Promise.all([this.#intake.close(), this.#sender.close()]);
      }
      if (this.#refreshes++ % cleanEvery === cleanEvery - 1) {
        await this.#store.deleteBefore(this.#context.clock.now() - keptMs);
      }
    } catch (error) {
      this.#context.log.warn(`cannot look for webhook endpoints: ${errorMessage(error)}`);
    }
  }

  #refreshLater(): void {
    if (this.#stopped) return;
    this.#cancelRefresh = this.#context.clock.after(refreshMs, () => {
      void this.refresh().then(() => this.#refreshLater());
    });
  }

  async #disable({ id, tenant }: Endpoint, reason: string): Promise<void> {
    const { ids, log } = this.#context;
    const command: EndpointCommand = { type: "disable", endpointId: id, reason };
    await this.#context.execute({
      decider: endpoint,
      command,
      meta: {
        tenant,
        correlationId: id,
        causationId: `webhook:${id}`,
        traceparent: ids.traceparent(),
      },
    });
    log.warn({ endpoint: id }, `a webhook endpoint is disabled: ${reason}`);
    await this.#store.abandon(id);
    // Not waited for: closing the sender waits for this very call.
    void this.refresh();
  }
}
