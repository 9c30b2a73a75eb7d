import assert from "node:assert/strict";
import type { Shop } from "./shop.ts";

interface Span {
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
/** What leads from the acceptance of an order to the parcel that has left and is paid, as `pathTo` tells it. */
export const carriedOut: readonly string[] = [
  "orders: execute place",
  "inventory: process OrderPlaced",
  "checkout: process StockReserved",
  "payments: process AuthorizationRequested",
  "orders: process PaymentAuthorized",
  "checkout: process OrderConfirmed",
  "fulfilment: execute recordDispatched",
  "checkout: process ShipmentDispatched",
  "payments: process CaptureRequested",
  "checkout: process PaymentCaptured",
  "inventory: process CheckoutCompleted",
  "orders: process StockShipped",
];

/**
 * The trace of an order once a service's span of a name is held, and it is one tree: while work goes on, a
 * call is held before the handling that it is a part of.
 */
export async function traceOf(
  { waybill, books }: Shop,
  wanted: { readonly orderId: string; readonly name: string; readonly service: string },
): Promise<Trace> {
  const { orderId, name, service } = wanted;
  let found: Trace | undefined;
  const isThere = async (): Promise<boolean> => {
    const { items } = await books.read<{ items: Trace[] }>(`/v1/ops/traces?orderId=${orderId}`);
    const [summary] = items;
    if (summary === undefined) return false;
    assert.equal(items.length, 1, "an order has one trace");
    found = await books.read<Trace>(`/v1/ops/traces/${summary.traceId}`);
    const isHeld = found.spans.some((span) => span.name === name && span.service === service);
    return isHeld && rootsOf(found).join() === "POST /v1/orders";
  };
  await waybill.until(isThere).catch((error: unknown) => {
    const spans = found?.spans.map((span) => `${span.service}: ${span.name}`);
    throw new Error(`no whole trace with ${name}: ${spans?.join(", ")}`, { cause: error });
  });
  assert.ok(found !== undefined);
  return found;
}

/** Spans whose parents are not held, or that have none. */
export function rootsOf({ spans }: Trace): readonly string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  return roots.map(({ name }) => name);
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
