import {
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  fallback,
  handleAll,
  handleType,
  retry,
  timeout,
  wrap,
} from "cockatiel";
import { Money, ProductStatus, Sku } from "@waybill/contracts";
import { Retryable, WaybillError, errorMessage } from "@waybill/kit";
import Type from "typebox";
import { Check } from "typebox/value";
import type { PriceAnswer } from "../domain/pricing.ts";

export interface CatalogOptions {
  /** Where the catalogue's API is, without `/v1`; asked at each call, for it may be known only when the server listens. */
  readonly url: () => string;
  /** API key with which to read a tenant's products. */
  readonly apiKey: (tenant: string) => string;
}

export interface CatalogClient {
  /** Asks the catalogue for a SKU. Never throws: `unavailable` when there is no answer in time. */
  readonly ask: (tenant: string, sku: string) => Promise<PriceAnswer>;
  /** Of the circuit breaker: calls stop for a while after several failures in a row. */
  readonly breaker: "closed" | "open" | "half-open";
}

export type CatalogWarning = (message: string) => void;

const attemptTimeoutMs = 500;
const furtherAttempts = 2;
const breakAfter = 5;
const breakMs = 2_000;
const callsAtOnce = 32;
const callsWaiting = 256;

/** A failure that another attempt may mend. */
class CatalogDown extends Retryable {
  constructor(message: string, cause?: unknown) {
    super("catalog-down", message, { cause });
  }
}

const Answer = Type.Object({
  items: Type.Array(
    Type.Object({ sku: Sku, name: Type.String(), price: Money, status: ProductStatus }),
  ),
});

/** The catalogue over HTTP, for SKUs that have not reached this service's own copy. */
export function catalogClient(options: CatalogOptions, warn: CatalogWarning): CatalogClient {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: breakMs,
    breaker: new ConsecutiveBreaker(breakAfter),
  });
  breaker.onBreak((why) => {
    const reason = "error" in why ? errorMessage(why.error) : "held open";
    warn(`no questions to the catalogue for ${breakMs} ms: ${reason}`);
  });
  const unavailable: PriceAnswer = "unavailable";
  const policy = wrap(
    fallback(handleAll, unavailable),
    bulkhead(callsAtOnce, callsWaiting),
    retry(handleType(CatalogDown), {
      maxAttempts: furtherAttempts,
      backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 250 }),
    }),
    breaker,
    timeout(attemptTimeoutMs, TimeoutStrategy.Aggressive),
  );
  return {
    ask: (tenant, sku) =>
      policy.execute(({ signal }) => fetchPrice(options, { tenant, sku }, signal)),
    get breaker() {
      switch (breaker.state) {
        case CircuitState.Closed:
          return "closed";
        case CircuitState.HalfOpen:
          return "half-open";
        default:
          return "open";
      }
    },
  };
}

async function fetchPrice(
  { url, apiKey }: CatalogOptions,
  { tenant, sku }: { readonly tenant: string; readonly sku: string },
  signal: AbortSignal,
): Promise<PriceAnswer> {
  const response = await send(`${url()}/v1/products?sku=${encodeURIComponent(sku)}`, {
    headers: { authorization: `Bearer ${apiKey(tenant)}`, accept: "application/json" },
    signal,
  });
  if (!response.ok) {
    await response.body?.cancel();
    const message = `the catalogue answers ${response.status} when asked for ${sku}`;
    if (response.status >= 500 || response.status === 429) throw new CatalogDown(message);
    throw new WaybillError("catalog-refused", `${message}: check the key it is asked with`);
  }
  const answer: unknown = await response.json();
  if (!Check(Answer, answer)) {
    throw new WaybillError(
      "catalog-refused",
      `the catalogue's answer for ${sku} is not a page of products: check its address ${url()}`,
    );
  }
  const product = answer.items.find((each) => each.sku === sku);
  if (product === undefined) return "unknown";
  const { name, price, status } = product;
  return { sku, name, amount: price.amount, currency: price.currency, status };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new CatalogDown(`the catalogue cannot be reached: ${errorMessage(cause)}`, cause);
  }
}
