import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { TraceSampler } from "./trace-sampler.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const post = { "http.request.method": "POST", "http.route": "/v1/orders" };

const under = (traceFlags: number): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: "00f067aa0ba902b7", traceFlags });

function samplerOf(perSecond: number, followsCallers = false) {
  const clock = { now: 0 };
  const sampler = new TraceSampler(perSecond, () => clock.now, followsCallers);
  const takes = (context: Context, kind: SpanKind, attributes = {}): boolean =>
    sampler.shouldSample(context, traceId, "a span", kind, attributes, []).decision ===
    SamplingDecision.RECORD_AND_SAMPLED;
  const requests = (count: number, context = ROOT_CONTEXT): number =>
    Array.from({ length: count }, () => takes(context, SpanKind.SERVER, post)).filter(Boolean)
      .length;
  return { clock, takes, requests };
}

test("so many traces a second are begun, and no more", () => {
  const { clock, requests } = samplerOf(10);
  assert.equal(requests(100), 10);
  clock.now = 500;
  assert.equal(requests(100), 5);
  clock.now = 60_000;
  assert.equal(requests(100), 10);
});

test("zero records nothing", () => {
  const { clock, takes, requests } = samplerOf(0);
  clock.now = 60_000;
  assert.equal(requests(10), 0);
  assert.equal(takes(ROOT_CONTEXT, SpanKind.INTERNAL), false);
});

test("what belongs to a trace follows it, beyond the limit too", () => {
  const { takes, requests } = samplerOf(1);
  requests(5);
  assert.equal(takes(under(1), SpanKind.CONSUMER), true);
  assert.equal(takes(under(0), SpanKind.CONSUMER), false);
});

test("a caller that records its own trace is held to the same limit", () => {
  const { requests } = samplerOf(2);
  assert.equal(requests(50, under(1)), 2);
});

test("behind a gateway its decision counts, whatever the limit here", () => {
  const { requests } = samplerOf(2, true);
  assert.equal(requests(50, under(1)), 50);
  assert.equal(requests(50, under(0)), 0);
  assert.equal(requests(50), 2);
});

test("reads and webhooks begin none, and leave the limit to the others", () => {
  const { takes, requests } = samplerOf(1);
  const read = { "http.request.method": "GET", "http.route": "/v1/orders" };
  const webhook = { ...post, "http.route": "/webhooks/carrier" };
  assert.equal(takes(ROOT_CONTEXT, SpanKind.SERVER, read), false);
  assert.equal(takes(ROOT_CONTEXT, SpanKind.SERVER, webhook), false);
  assert.equal(requests(5), 1);
});

test("timers have a limit of their own", () => {
  const { takes, requests } = samplerOf(10);
  const timers = Array.from({ length: 20 }, () => takes(ROOT_CONTEXT, SpanKind.INTERNAL));
  assert.equal(timers.filter(Boolean).length, 1);
  assert.equal(requests(20), 10);
});
