import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import type { Target } from "../../client.ts";
import { ApiPool } from "../../import/api-pool.ts";
import { makeBaskets, unitsNeeded } from "../../load/baskets.ts";
import { catalogueGoods, receiveStock } from "../../load/catalogue.ts";
import { ConfirmationWatch } from "../../load/confirmation-watch.ts";
import type { LoadOptions } from "../../load/load-options.ts";
import { openLoop } from "../../load/open-loop.ts";
import { OrderDesk } from "../../load/order-desk.ts";
import { RateProfile } from "../../load/rate-profile.ts";
import { seeded } from "../../load/random.ts";
import { Recorder } from "../../load/recorder.ts";
import type { SampleOrdersDocument } from "./sample-orders.ts";

export interface SampleRequest {
  readonly perSecond: number;
  readonly seconds: number;
}

interface RunParts {
  readonly target: Target;
  /** Of the customers' addresses. */
  readonly domain: string;
  readonly request: SampleRequest;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Made in a few milliseconds, which the server that answers others can spare. */
const basketCount = 400;
const connections = 16;
/** Orders under way at the end are waited for this long. */
const lastAnswersMs = 5_000;
/** A few that fail, so that a newcomer sees that, too. */
const mix = { declines: 0.02, cancellations: 0.02, retries: 0.01 } as const;

/** Orders of made-up customers for products of the catalogue, at a rate, for a time. */
export class SampleRun {
  /** Settles when nothing of it is under way any more; never rejects. */
  readonly ended: Promise<void>;
  failure: unknown;
  readonly #parts: RunParts;
  readonly #stopped = new AbortController();
  readonly #startedAt = new Date();
  #state: SampleOrdersDocument["state"] = "preparing";
  #desk: OrderDesk | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.ended = this.#run().then(
      () => {
        this.#state = this.#stopped.signal.aborted || parts.signal.aborted ? "stopped" : "ended";
      },
      (error: unknown) => {
        const early = this.#stopped.signal.aborted || parts.signal.aborted;
        this.#state = early ? "stopped" : "failed";
        if (!early) this.failure = error;
      },
    );
  }

  get running(): boolean {
    return this.#state === "preparing" || this.#state === "sending";
  }

  get document(): SampleOrdersDocument {
    let refused = 0;
    for (const count of this.#desk?.refused.values() ?? []) refused += count;
    return {
      state: this.#state,
      ...this.#parts.request,
      startedAt: this.#startedAt.toISOString(),
      sent: this.#desk?.sent ?? 0,
      accepted: this.#desk?.accepted ?? 0,
      refused,
      failure: this.failure === undefined ? null : errorMessage(this.failure),
    };
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.ended;
  }

  async #run(): Promise<void> {
    const { target, domain, request } = this.#parts;
    const signal = AbortSignal.any([this.#parts.signal, this.#stopped.signal]);
    const options = optionsOf(request);
    const random = seeded(options.seed);
    const api = new ApiPool(target, { connections: 4, signal });
    try {
      const goods = await catalogueGoods(api);
      const baskets = makeBaskets(goods, { ...options, domain, count: basketCount }, random);
      await receiveStock(api, unitsNeeded(baskets, request.perSecond * request.seconds));
      signal.throwIfAborted();
      await this.#send({ options, baskets: baskets.list, random, signal });
    } finally {
      await api.close();
    }
  }

  async #send(run: {
    readonly options: LoadOptions & { readonly profile: RateProfile };
    readonly baskets: ReturnType<typeof makeBaskets>["list"];
    readonly random: ReturnType<typeof seeded>;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { options, baskets, random, signal } = run;
    const { target } = this.#parts;
    const confirmations = new ConfirmationWatch(target, 0);
    const recorder = new Recorder(undefined);
    const desk = new OrderDesk({ target, baskets, random, recorder, confirmations }, options);
    this.#desk = desk;
    this.#state = "sending";
    try {
      await openLoop(desk, options, { startedAt: performance.now(), random, signal });
      const deadline = performance.now() + lastAnswersMs;
      while (desk.inFlight > 0 && performance.now() < deadline) await delay(10);
    } finally {
      desk.close();
      await confirmations.close();
    }
  }
}

function optionsOf({
  perSecond,
  seconds,
}: SampleRequest): LoadOptions & { readonly profile: RateProfile } {
  return {
    ...mix,
    profile: new RateProfile(perSecond, [{ seconds, rate: perSecond }]),
    seconds,
    warmupSeconds: 0,
    arrivals: "constant",
    seed: Date.now() % 0x7fff_ffff,
    connections,
    maxOpen: undefined,
    hot: false,
    uniform: false,
    lines: undefined,
    skus: undefined,
    samples: 0,
    drainSeconds: 0,
    recordFile: undefined,
  };
}
