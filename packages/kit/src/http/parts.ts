import { idempotencyRequest } from "./idempotency-key.ts";
import { type Problem, problemOf, problemStatus } from "./problem.ts";
import type { IdempotencyRequest, RequestContext } from "./route.ts";
import { endServerSpan, startLinkedSpan, withSpan } from "./trace-context.ts";

/** One of several things that a call asks for, as if it had been a call of its own. */
export interface Part<Body> {
  readonly method: string;
  readonly path: string;
  /** As the header Idempotency-Key of that call: the same key here and there is the same request. */
  readonly idempotencyKey: string;
  readonly body: Body;
}

export type PartAnswer<Value> =
  | { readonly value: Value }
  | { readonly status: number; readonly problem: Problem };

/** Room for the number behind it, within the 128 characters of a correlation id. */
const longestPrefix = 120;

/**
 * Carries out the parts of a call, all at once and each for itself: what one is refused for does not
 * keep another. Each has a correlation id of its own, that of the call and its number, and a trace of
 * its own, which names that of the call. Field errors point into the part's own body.
 * @returns the answers in the parts' order
 * @throws what is no refusal (5xx): the call is to be sent again as a whole then, and its keys see to it that nothing is done twice
 */
export async function inParts<Body, Value>(
  call: RequestContext,
  parts: readonly Part<Body>[],
  handle: (body: Body, context: RequestContext) => Promise<Value>,
): Promise<readonly PartAnswer<Value>[]> {
  const settled = await Promise.allSettled(
    parts.map((part, index) => new OnePart(call, part, index + 1).run(handle)),
  );
  return settled.map((answer) => {
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  });
}

class OnePart<Body> {
  readonly #call: RequestContext;
  readonly #part: Part<Body>;
  readonly #correlationId: string;

  constructor(call: RequestContext, part: Part<Body>, number: number) {
    this.#call = call;
    this.#part = part;
    this.#correlationId = `${call.correlationId.slice(0, longestPrefix)}.${number}`;
  }

  async run<Value>(
    handle: (body: Body, context: RequestContext) => Promise<Value>,
  ): Promise<PartAnswer<Value>> {
    const { method, path, body } = this.#part;
    const { traceparent, span } = startLinkedSpan(this.#call.traceparent, `${method} ${path}`);
    const context = this.#context(traceparent);
    let status = 200;
    try {
      return { value: await withSpan(span, () => handle(body, context)) };
    } catch (error) {
      status = problemStatus(error);
      if (status >= 500) throw error;
      const place = { instance: path, correlationId: this.#correlationId };
      return { status, problem: problemOf(error, place) };
    } finally {
      if (span !== undefined) {
        endServerSpan(span, { status, tenant: this.#call.principal.tenant });
      }
    }
  }

  #context(traceparent: string): RequestContext {
    const { principal, receivedAt, signal } = this.#call;
    const correlationId = this.#correlationId;
    const idempotency = this.#idempotency();
    return { principal, receivedAt, signal, correlationId, traceparent, idempotency };
  }

  #idempotency(): IdempotencyRequest {
    const { method, path, body, idempotencyKey } = this.#part;
    const { principal } = this.#call;
    return idempotencyRequest(idempotencyKey, { method, path, principal, body });
  }
}
