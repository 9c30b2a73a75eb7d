import { Currency, maxAmount, OrderId } from "@waybill/contracts";
import {
  idempotencyOf,
  metaOf,
  replyOf,
  route,
  WaybillError,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type from "typebox";
import type { PaymentState } from "../domain/payment-state.ts";
import { payment, type PaymentCommand } from "../domain/payment.ts";
import { PaymentDocument, paymentDocument } from "./payment-document.ts";

const params = Type.Object({ orderId: OrderId });
const closed = { additionalProperties: false };
const path = "/v1/payments/:orderId";

export function paymentRoutes(context: ServiceContext): readonly Route[] {
  return [getRoute(context), refundRoute(context)];
}

function getRoute(context: ServiceContext): Route {
  return route({
    method: "GET",
    path,
    operationId: "getPayment",
    summary: "The payment of an order, with its refunds",
    tag: "Payments",
    roles: ["operator"],
    params,
    responses: { 200: PaymentDocument },
    async handle({ params: { orderId }, context: { principal } }) {
      const { state, version } = await find(context, principal.tenant, orderId);
      return { status: 200, body: paymentDocument(orderId, state, version) };
    },
  });
}

function refundRoute(context: ServiceContext): Route {
  return route({
    method: "POST",
    path: `${path}/refunds`,
    operationId: "refundPayment",
    summary: "Refund part or all of what was captured",
    description:
      "Durable when answered, and then carried out at the provider; the refund is `pending` until then. The order stays as it is: to undo it, cancel it.",
    tag: "Payments",
    roles: ["operator"],
    idempotent: true,
    params,
    body: Type.Object(
      {
        amount: Type.Object(
          { amount: Type.Integer({ minimum: 1, maximum: maxAmount }), currency: Currency },
          closed,
        ),
        reason: Type.String({ minLength: 1, maxLength: 500 }),
      },
      closed,
    ),
    responses: { 202: PaymentDocument },
    examples: {
      damaged: { amount: { amount: 500, currency: "EUR" }, reason: "one mug was broken" },
    },
    async handle({ params: { orderId }, body, context: request }) {
      await find(context, request.principal.tenant, orderId);
      const command: PaymentCommand = {
        type: "requestRefund",
        orderId,
        refundId: context.ids.make("rfd"),
        ...body.amount,
        reason: body.reason,
      };
      const result = await context.execute({
        decider: payment,
        command,
        meta: metaOf(request),
        ...idempotencyOf(request),
        respond: (_, state, version) => ({
          status: 202,
          body: paymentDocument(orderId, state as PaymentState, version),
        }),
      });
      return replyOf(result);
    },
  });
}

async function find(
  context: ServiceContext,
  tenant: string,
  orderId: string,
): Promise<{ readonly state: PaymentState; readonly version: number }> {
  const found = await context.state(payment, orderId);
  if (found === undefined || found.state.tenant !== tenant) {
    throw new WaybillError(
      "payment-not-found",
      `there is no payment of an order ${orderId}; check the id, and whether its payment has been asked for yet`,
      { status: 404 },
    );
  }
  return found;
}
