import type { Meta, Reply, RequestContext, UnitResult } from "@waybill/kit";

/** What travels with everything that a request leads to. */
export function metaOf({ principal, correlationId, traceparent }: RequestContext): Meta {
  return { tenant: principal.tenant, correlationId, causationId: correlationId, traceparent };
}

/** The Idempotency-Key as an execution takes it: a key is the tenant's own. */
export function idempotencyOf({ idempotency, principal }: RequestContext): {
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
} {
  if (idempotency === undefined) return {};
  const { key, fingerprint } = idempotency;
  return { idempotency: { key: `${principal.tenant}/${key}`, fingerprint } };
}

/** The answer of an execution, marked when it is that of an earlier request. */
export function replyOf({ answer, replayed }: UnitResult): Reply {
  if (answer === undefined) throw new Error("the execution computed no answer");
  if (!replayed) return answer;
  return { ...answer, headers: { ...answer.headers, "idempotent-replayed": "true" } };
}
