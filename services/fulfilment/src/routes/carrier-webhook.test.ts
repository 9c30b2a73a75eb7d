import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Retryable,
  signWebhook,
  WaybillError,
  type Execution,
  type ServiceContext,
} from "@waybill/kit";
import type { TrackingUpdate } from "../carrier/tracking-update.ts";
import { carrierWebhook } from "./carrier-webhook.ts";

const secret = "whsec_c2VjcmV0LW9mLXRoZS1jYXJyaWVyLXRlc3Q=";
const now = 1_790_000_000_000;
const reference = JSON.stringify({ tenant: "acme", correlationId: "c-1", traceparent: "t-1" });

function update(type: TrackingUpdate["type"], more: Partial<TrackingUpdate> = {}): TrackingUpdate {
  const shipmentId = "shp_1";
  return {
    id: `${shipmentId}/${type}`,
    type,
    orderId: "ord_1",
    shipmentId,
    trackingNumber: "WB1",
    reference,
    at: now,
    ...more,
  };
}

/** Sends a call to the route; `execute` stands in for the runtime. */
async function receive(
  events: readonly TrackingUpdate[],
  options: { readonly secret?: string; readonly execute?: () => Promise<never> } = {},
): Promise<{ status: number; executed: readonly Execution[] }> {
  const executed: Execution[] = [];
  const context = {
    clock: { now: () => now, after: () => () => undefined },
    execute: (execution: Execution) => {
      executed.push(execution);
      return options.execute?.() ?? Promise.resolve({});
    },
  } as unknown as ServiceContext;
  const text = JSON.stringify({ events });
  const headers = signWebhook({ id: "w1", body: text, now }, [options.secret ?? secret]);
  const request = { params: {}, query: {}, body: { events }, headers, rawBody: Buffer.from(text) };
  const { status } = await carrierWebhook(context, [secret]).handle(request as never);
  return { status, executed };
}

test("every update becomes a command, under the tenant and the trace that the parcel was handed over with", async () => {
  const { status, executed } = await receive([update("dispatched"), update("delivered")]);
  assert.equal(status, 204);
  assert.deepEqual(
    executed.map(({ command, meta }) => ({ command, meta })),
    [
      {
        command: { type: "recordDispatched", orderId: "ord_1", shipmentId: "shp_1" },
        meta: {
          tenant: "acme",
          correlationId: "c-1",
          traceparent: "t-1",
          causationId: "carrier:shp_1/dispatched",
        },
      },
      {
        command: { type: "recordDelivered", orderId: "ord_1", shipmentId: "shp_1" },
        meta: {
          tenant: "acme",
          correlationId: "c-1",
          traceparent: "t-1",
          causationId: "carrier:shp_1/delivered",
        },
      },
    ],
  );
});

test("a call with another signature is refused and does nothing", async () => {
  await assert.rejects(
    receive([update("dispatched")], { secret: "whsec_YW5vdGhlci1zZWNyZXQtb2YtdGhlLXRlc3Q=" }),
    (error) => error instanceof WaybillError && error.status === 401,
  );
});

test("a call of which anything is not durable is not acknowledged", async () => {
  const unavailable = new Retryable("store-unavailable", "the database is away");
  const execute = () => Promise.reject(unavailable);
  await assert.rejects(receive([update("dispatched")], { execute }), unavailable);
});

test("a reference that we never gave is refused", async () => {
  await assert.rejects(
    receive([update("dispatched", { reference: '{"tenant":""}' })]),
    (error) => error instanceof WaybillError && error.code === "invalid-webhook",
  );
});
