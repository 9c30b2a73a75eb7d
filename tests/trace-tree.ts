import assert from "node:assert/strict";
import type { Shop } from "./shop.ts";

export interface Span {
  readonly spanId: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly error: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}
export interface Trace {
  readonly traceId: string;
  readonly name: string;
  readonly orderId: string | null;
  readonly errors: number;
  readonly spans: readonly Span[];
}
/**
 * The trace of an order once it holds a span of this name and all that led to it: processes tell of theirs one after
 * the other.
 */
export async function traceOf(
  { waybill, books }: Shop,
  { orderId, name }: { readonly orderId: string; readonly name: string },
): Promise<Trace> {
  let found: Trace | undefined;
  await waybill.until(async () => {
    const { items } = await books.read<{ items: Trace[] }>(`/v1/ops/traces?orderId=${orderId}`);
    const [summary] = items;
    if (summary === undefined) return false;
    assert.equal(items.length, 1, "an order has one trace");
    found = await books.read<Trace>(`/v1/ops/traces/${summary.traceId}`);
    return found.spans.some((span) => span.name === name) && rootsOf(found).length === 1;
  });
  assert.ok(found !== undefined);
  return found;
}

/** `service: name` from the root down to a span. */
export function pathTo({ spans }: Trace, name: string, service: string): readonly string[] {
  const path: string[] = [];
  let at = spans.find((span) => span.name === name && span.service === service);
  for (; at !== undefined;) {
    path.unshift(`${at.service}: ${at.name}`);
    const { parentId }: Span = at;
    at = spans.find(({ spanId }) => spanId === parentId);
  }
  return path;
}

/** Names of the spans whose parent is not among them. */
function rootsOf({ spans }: Trace): readonly string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans
    .filter(({ parentId }) => parentId === null || !ids.has(parentId))
    .map(({ name }) => name);
}

export function assertOneTree(trace: Trace): void {
  assert.deepEqual(rootsOf(trace), ["POST /v1/orders"]);
}
