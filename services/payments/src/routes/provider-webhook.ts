import {
  route,
  verifyWebhook,
  WaybillError,
  type RequestContext,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { payment, type PaymentCommand } from "../domain/payment.ts";
import { ProviderEvents, type ProviderEvent } from "../provider/provider-event.ts";

const format = Compile(ProviderEvents);

/**
 * Takes what the provider tells of its own accord. The answer is given when all of it is durable;
 * any other answer makes the provider send it again, which changes nothing that is recorded.
 */
export function providerWebhook(context: ServiceContext, secrets: readonly string[]): Route {
  return route({
    method: "POST",
    path: "/webhooks/provider",
    operationId: "receiveProviderWebhook",
    summary: "Events of the payment provider",
    description:
      'Signed the Standard Webhooks way: `webhook-id`, `webhook-timestamp`, `webhook-signature`. The body is `{"events": […]}` with at most 500 events.',
    tag: "Webhooks",
    roles: "public",
    rawBody: true,
    responses: { 200: Type.Object({ received: Type.Integer() }) },
    async handle({ headers, rawBody, context: request }) {
      const body = rawBody ?? Buffer.alloc(0);
      verifyWebhook({ headers, body, now: context.clock.now() }, secrets);
      const { events } = parse(body);
      await Promise.all(events.map((event) => record(context, request, event)));
      return { status: 200, body: { received: events.length } };
    },
  });
}

async function record(
  context: ServiceContext,
  request: RequestContext,
  event: ProviderEvent,
): Promise<void> {
  const command = commandOf(event);
  if (command === undefined) return;
  const { tenant, ...chain }: Readonly<Record<string, string>> & { tenant: string } =
    event.metadata;
  await context.execute({
    decider: payment,
    command,
    meta: {
      tenant,
      // The order's own chain, where the provider gives back what it was told with the authorisation.
      correlationId: chain["correlationId"] ?? request.correlationId,
      causationId: event.id,
      traceparent: chain["traceparent"] ?? request.traceparent,
    },
  });
}

/**
 * `undefined` for what the call that asked for it will record in any case: a failed call for a
 * void or a refund is repeated until its answer is there.
 */
function commandOf(event: ProviderEvent): PaymentCommand | undefined {
  const { type, orderId, amount, payment, refundId = event.id, reason = type } = event;
  const { currency } = payment;
  switch (type) {
    case "payment.authorized":
      return { type: "recordAuthorized", orderId, payment };
    case "payment.declined":
      return { type: "recordDeclined", orderId, amount, currency, reason };
    case "payment.captured":
      return { type: "recordCaptured", orderId, payment };
    case "payment.capture_failed":
      return { type: "recordCaptureFailed", orderId, currency, reason };
    case "payment.refunded":
    case "payment.disputed":
      return refundId.startsWith("reversal")
        ? undefined
        : { type: "recordRefund", orderId, payment, refund: { refundId, amount, reason } };
    case "payment.voided":
    case "payment.refund_failed":
      return undefined;
    default:
      return type satisfies never;
  }
}

function parse(body: Uint8Array): Static<typeof ProviderEvents> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch (cause) {
    throw malformed("is not JSON", cause);
  }
  if (!format.Check(value)) {
    const [first] = format.Errors(value);
    throw malformed(`does not fit: ${first?.instancePath ?? ""} ${first?.message ?? ""}`);
  }
  return value;
}

function malformed(what: string, cause?: unknown): WaybillError {
  return new WaybillError(
    "invalid-webhook",
    `the body of the webhook ${what}; send what the API reference shows`,
    {
      status: 400,
      cause,
    },
  );
}
