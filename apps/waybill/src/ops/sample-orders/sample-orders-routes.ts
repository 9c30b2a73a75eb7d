import { route, type Route } from "@waybill/kit";
import { SampleOrdersRequest, SampleOrdersState, type SampleOrders } from "./sample-orders.ts";

const path = "/v1/ops/sample-orders";
const operator = { tag: "Operations", roles: ["operator"], path } as const;

/** A try-out without a shop: orders of made-up customers, on the shop's real way. */
export function sampleOrdersRoutes(samples: SampleOrders): readonly Route[] {
  return [
    route({
      ...operator,
      method: "GET",
      operationId: "getSampleOrders",
      summary: "How the sample orders are coming along",
      responses: { 200: SampleOrdersState },
      handle: ({ context: { principal } }) => ({
        status: 200,
        body: samples.state(principal.tenant),
      }),
    }),
    route({
      ...operator,
      method: "POST",
      operationId: "sendSampleOrders",
      summary: "Order products of the catalogue as made-up customers do",
      description:
        "The orders are real ones: they are carried out, and the stock that they need is received at the location `load` first. One run at a time; another one is answered 409. A server that stops ends it.",
      body: SampleOrdersRequest,
      responses: { 202: SampleOrdersState, 409: null },
      handle: ({ body, context: { principal } }) => ({
        status: 202,
        body: samples.start(principal.tenant, body),
      }),
    }),
    route({
      ...operator,
      method: "DELETE",
      operationId: "stopSampleOrders",
      summary: "Send no more sample orders",
      description: "Those that were accepted go their way. Answered when none is being sent.",
      responses: { 200: SampleOrdersState },
      handle: async ({ context: { principal } }) => ({
        status: 200,
        body: await samples.stop(principal.tenant),
      }),
    }),
  ];
}
