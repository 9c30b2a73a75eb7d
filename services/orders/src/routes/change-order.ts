import {
  assertIfMatch,
  formatEtag,
  metaOf,
  route,
  type Reply,
  type RequestContext,
  type Route,
} from "@waybill/kit";
import type { Order } from "../domain/order-state.ts";
import { order, type OrderCommand } from "../domain/order.ts";
import { assertOwnCustomer } from "../order-access.ts";
import { accessibleOrder, fullDocument, type OrderDesk } from "../order-desk.ts";
import { ChangeOrder, OrderDocument, OrderParams } from "../schemas.ts";

export function changeOrder(desk: OrderDesk): Route {
  return route({
    method: "PUT",
    path: "/v1/orders/:id",
    operationId: "changeOrder",
    summary: "Change the contact or the address of a pending order",
    description: "What is left out stays. 409 `order-not-pending` once the order is confirmed.",
    tag: "Orders",
    roles: ["customer"],
    params: OrderParams,
    body: ChangeOrder,
    ifMatch: true,
    responses: { 200: OrderDocument, 409: null },
    successHeaders: { ETag: { description: "Version of the order." } },
    async handle({ params: { id }, body, headers, context: request }) {
      const { principal } = request;
      const current = await accessibleOrder(desk, principal, id);
      if (body.customer !== undefined) assertOwnCustomer(principal, body.customer.email);
      const ifMatch = headers["if-match"];
      assertIfMatch(ifMatch, current.version);
      const bound = ifMatch !== undefined && ifMatch.trim() !== "*";
      const changed = await execute(desk, request, {
        type: "changeDetails",
        orderId: id,
        ...body,
        // The order may move between the check above and the decision.
        ...(bound ? { basedOn: current.version } : {}),
      });
      return answer(desk, { status: 200, id, current: changed });
    },
  });
}

export function cancelOrder(desk: OrderDesk): Route {
  return route({
    method: "DELETE",
    path: "/v1/orders/:id",
    operationId: "cancelOrder",
    summary: "Ask for an order to be cancelled",
    description:
      "Always possible. Before dispatch everything is undone, afterwards the goods come back and the money is returned; the order is `cancelled` when that is done. Asking again changes nothing.",
    tag: "Orders",
    roles: ["customer"],
    params: OrderParams,
    responses: { 202: OrderDocument },
    successHeaders: { ETag: { description: "Version of the order." } },
    async handle({ params: { id }, context: request }) {
      await accessibleOrder(desk, request.principal, id);
      const asker = request.principal.role === "customer" ? "customer" : "operator";
      const current = await execute(desk, request, {
        type: "requestCancellation",
        orderId: id,
        reason: `${asker}_request`,
      });
      return answer(desk, { status: 202, id, current });
    },
  });
}

async function execute(
  { context }: OrderDesk,
  request: RequestContext,
  command: OrderCommand,
): Promise<Order> {
  const { state } = await context.execute({ decider: order, command, meta: metaOf(request) });
  return state as Order;
}

async function answer(
  desk: OrderDesk,
  answered: { readonly status: number; readonly id: string; readonly current: Order },
): Promise<Reply> {
  const { status, id, current } = answered;
  return {
    status,
    body: await fullDocument(desk, id, current),
    headers: { etag: formatEtag(current.version) },
  };
}
