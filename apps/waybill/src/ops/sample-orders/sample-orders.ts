import { randomBytes } from "node:crypto";
import { HttpError, errorMessage } from "@waybill/kit";
import type { Logger } from "pino";
import Type, { type Static } from "typebox";
import type { Target } from "../../client.ts";
import { SampleRun, type SampleRequest } from "./sample-run.ts";

const nullable = <T extends ReturnType<typeof Type.String>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const SampleOrdersRequest = Type.Object(
  {
    perSecond: Type.Integer({ minimum: 1, maximum: 200, description: "Orders a second." }),
    seconds: Type.Integer({ minimum: 1, maximum: 600, description: "For how long." }),
  },
  { additionalProperties: false, title: "SampleOrdersRequest" },
);

export const SampleOrdersState = Type.Object(
  {
    state: Type.Enum(["idle", "preparing", "sending", "ended", "stopped", "failed"], {
      description:
        "`idle`: none since the server started. `preparing`: stock comes in first. `ended`: all of them were sent.",
    }),
    perSecond: Type.Integer({ minimum: 0 }),
    seconds: Type.Integer({ minimum: 0 }),
    startedAt: nullable(Type.String({ format: "date-time" })),
    sent: Type.Integer({ minimum: 0 }),
    accepted: Type.Integer({ minimum: 0 }),
    refused: Type.Integer({
      minimum: 0,
      description: "Overload included; they are not sent again.",
    }),
    failure: nullable(Type.String({ description: "Why it failed, in words." })),
  },
  { title: "SampleOrders" },
);
export type SampleOrdersDocument = Static<typeof SampleOrdersState>;

interface Parts {
  /** Where this process listens, once it does. */
  readonly url: () => string | undefined;
  readonly keyFor: (tenant: string) => string;
  readonly log: Logger;
}

const none: SampleOrdersDocument = {
  state: "idle",
  perSecond: 0,
  seconds: 0,
  startedAt: null,
  sent: 0,
  accepted: 0,
  refused: 0,
  failure: null,
};

/** Customers to look at: each tenant has one run of them at a time, through its own API as everybody. */
export class SampleOrders {
  readonly #parts: Parts;
  readonly #runs = new Map<string, SampleRun>();
  readonly #stopping = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws {HttpError} 409 `sample-orders-running` while the tenant's run goes on */
  start(tenant: string, request: SampleRequest): SampleOrdersDocument {
    const url = this.#parts.url();
    if (url === undefined || this.#stopping.signal.aborted) {
      throw new HttpError("shutting-down", "The server is stopping.", { status: 503 });
    }
    if (this.#runs.get(tenant)?.running === true) {
      throw new HttpError(
        "sample-orders-running",
        "Sample orders are being sent already: stop them first.",
        { status: 409 },
      );
    }
    const target: Target = { url, apiKey: this.#parts.keyFor(tenant) };
    const domain = `sample-${randomBytes(5).toString("hex")}.example`;
    const run = new SampleRun({ target, domain, request, signal: this.#stopping.signal });
    this.#runs.set(tenant, run);
    void run.ended.then(() => {
      if (run.failure !== undefined) {
        this.#parts.log.warn({ tenant }, `sample orders failed: ${errorMessage(run.failure)}`);
      }
    });
    return run.document;
  }

  state(tenant: string): SampleOrdersDocument {
    return this.#runs.get(tenant)?.document ?? none;
  }

  /** Waits until nothing of the run is under way; there is nothing to do when there is none. */
  async stop(tenant: string): Promise<SampleOrdersDocument> {
    await this.#runs.get(tenant)?.stop();
    return this.state(tenant);
  }

  /** Ends all of them, and takes no more. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#runs.values()].map((run) => run.stop()));
  }
}
