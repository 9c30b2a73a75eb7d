import type { Meta } from "../concepts/contract.ts";
import type { UnitResult } from "../runtime/work.ts";
import type { IdempotencyRequest, Reply, RequestContext } from "./route.ts";

/** What travels with everything that a request leads to. */
export function metaOf({ principal, correlationId, traceparent }: RequestContext): Meta {
  return { tenant: principal.tenant, correlationId, causationId: correlationId, traceparent };
}

/** The Idempotency-Key as an execution takes it, for spreading: a key is its tenant's own. */
export function idempotencyOf({ idempotency, principal }: RequestContext): {
  readonly idempotency?: IdempotencyRequest;
} {
  if (idempotency === undefined) return {};
  return { idempotency: { ...idempotency, key: `${principal.tenant}/${idempotency.key}` } };
}

/** The answer that an execution's `respond` made, marked when it is that of an earlier request. */
export function replyOf({ answer, replayed }: UnitResult): Reply {
  if (answer === undefined) throw new Error("the execution was given no respond, so has no answer");
  if (!replayed) return answer;
  return { ...answer, headers: { ...answer.headers, "idempotent-replayed": "true" } };
}
