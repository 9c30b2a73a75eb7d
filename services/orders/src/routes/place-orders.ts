import { inParts, route, type PartAnswer, type Route } from "@waybill/kit";
import type { Static } from "typebox";
import { acceptOrder } from "../acceptance.ts";
import { newDocument, type OrderDesk } from "../order-desk.ts";
import { PlacedOrders, PlaceOrders, type PlaceOrder } from "../schemas.ts";
import { exampleOrder } from "./place-order.ts";

type PlacedItem = Static<typeof PlacedOrders>["items"][number];

/**
 * Accepts many orders in one call: for imports, and for shops that hand on what they have gathered.
 * They cost the server half of what they do one by one.
 */
export function placeOrders(desk: OrderDesk): Route {
  return route({
    method: "POST",
    path: "/v1/order-batches",
    operationId: "placeOrders",
    summary: "Place up to 100 orders",
    description:
      "Each order stands for itself: the answer says in the same order what became of each, an order (202) or a problem, whose pointers are into that order. Each has its own idempotency key, which is the same as that of a single `POST /v1/orders`. A body that is malformed anywhere is refused as a whole, and nothing is placed. After no answer, or a 5xx, send the same call again: what was placed is answered once more.",
    tag: "Orders",
    roles: ["operator"],
    body: PlaceOrders,
    responses: { 200: PlacedOrders },
    examples: {
      orders: { orders: [{ idempotencyKey: "web-1001", order: exampleOrder }] },
    },
    async handle({ body, context: request }) {
      const parts = body.orders.map(({ idempotencyKey, order }) => ({
        method: "POST",
        path: "/v1/orders",
        idempotencyKey,
        body: order,
      }));
      const answers = await inParts(request, parts, async (order: PlaceOrder, context) => {
        const accepted = await acceptOrder(desk, order, context);
        const { id, replayed } = accepted;
        return { replayed, order: newDocument(id, await accepted.placed()) };
      });
      return { status: 200, body: { items: answers.map(itemOf) } };
    },
  });
}

function itemOf(answer: PartAnswer<Pick<PlacedItem, "order" | "replayed">>): PlacedItem {
  return "value" in answer ? { status: 202, ...answer.value } : answer;
}
