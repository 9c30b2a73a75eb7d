import { WaybillError, type Principal, type Reply } from "@waybill/kit";
import type { Seed } from "@waybill/simulator";
import type { Deployment } from "../processes/deployment.ts";
import type { ServiceName } from "../processes/shop-modules.ts";
import type { World } from "../world.ts";

export const tenant = "acme";

const operator: Principal = { tenant, role: "operator", keyId: "key_operator" };

export interface Ask {
  readonly service: ServiceName;
  readonly operationId: string;
  /** Address of the customer who asks; an operator when absent. */
  readonly customer?: string;
  readonly params?: object;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rawBody?: Buffer;
  readonly key?: string;
}

/** What came of a request. `unknown`: nobody knows whether it was carried out. */
export type Told =
  | { readonly kind: "answered"; readonly reply: Reply }
  | { readonly kind: "refused"; readonly code: string; readonly retryable: boolean }
  | { readonly kind: "unknown" };

const clientTimeoutMs = 15_000;
const wayMs = 1;
const maxAttempts = 200;

/** How people outside reach the shop: some process answers, or none, or one that dies over it. */
export class Desk {
  readonly #world: World;
  readonly #deployment: Deployment;
  readonly #never = new AbortController().signal;

  constructor(world: World, deployment: Deployment) {
    this.#world = world;
    this.#deployment = deployment;
  }

  ask(ask: Ask): Promise<Told> {
    const { time, seed } = this.#world;
    return new Promise((resolve) => {
      const process = this.#deployment.reach(ask.service);
      if (process === undefined) {
        time.after(wayMs, () =>
          resolve({ kind: "refused", code: "connection-refused", retryable: true }),
        );
        return;
      }
      const cancel = time.after(clientTimeoutMs, () => resolve({ kind: "unknown" }));
      const told = (what: Told): void => {
        time.after(seed.delay(wayMs), () => {
          cancel();
          resolve(what);
        });
      };
      process.machine.onCrash(() => told({ kind: "unknown" }));
      time.after(seed.delay(wayMs), () => {
        process.machine.deliver(() => {
          process.call(ask.operationId, this.#request(ask)).then(
            (reply) => told({ kind: "answered", reply }),
            (error: unknown) => told(refusalOf(error)),
          );
        });
      });
    });
  }

  /** Repeats a request until it is answered or refused for good; undefined when it gives up. */
  async insist(ask: Ask, seed: Seed): Promise<Told | undefined> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const told = await this.ask(ask);
      if (told.kind === "answered" || (told.kind === "refused" && !told.retryable)) return told;
      await this.wait(seed.delay(200));
    }
    return undefined;
  }

  /** Of the world's time. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#world.time.after(ms, resolve);
    });
  }

  #request({ customer, params, body, headers, rawBody, key }: Ask) {
    const { seed, time } = this.#world;
    return {
      params: params ?? {},
      query: {},
      body,
      headers: headers ?? {},
      ...(rawBody === undefined ? {} : { rawBody }),
      context: {
        principal:
          customer === undefined
            ? operator
            : { tenant, role: "customer" as const, keyId: "key_customer", customer },
        correlationId: `cor_${seed.int(0, 2 ** 30)}`,
        traceparent: "00-00000000000000000000000000000001-0000000000000001-00",
        signal: this.#never,
        receivedAt: time.now,
        ...(key === undefined ? {} : { idempotency: { key, fingerprint: JSON.stringify(body) } }),
      },
    };
  }
}

function refusalOf(error: unknown): Told {
  if (!(error instanceof WaybillError)) throw error;
  // After these the database may have done what was asked of it.
  if (error.code === "store-unavailable" || error.code === "stopping") return { kind: "unknown" };
  return { kind: "refused", code: error.code, retryable: error.retryable };
}
