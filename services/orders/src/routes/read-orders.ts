import {
  formatEtag,
  page,
  pageQuery,
  pageSchema,
  route,
  type HistoryPart,
  type Route,
} from "@waybill/kit";
import Type from "typebox";
import { historyEntry } from "../history.ts";
import { listQuery, orderSummary, type OrderRow } from "../list-query.ts";
import { listedCustomer } from "../order-access.ts";
import { accessibleOrder, fullDocument, type OrderDesk } from "../order-desk.ts";
import { History, OrderDocument, OrderFilter, OrderParams, OrderSummary } from "../schemas.ts";

export function readOrder(desk: OrderDesk): Route {
  return route({
    method: "GET",
    path: "/v1/orders/:id",
    operationId: "getOrder",
    summary: "Read an order",
    tag: "Orders",
    roles: ["customer"],
    params: OrderParams,
    responses: { 200: OrderDocument },
    successHeaders: { ETag: { description: "Version of the order, for If-Match." } },
    async handle({ params: { id }, context: { principal } }) {
      const current = await accessibleOrder(desk, principal, id);
      return {
        status: 200,
        body: await fullDocument(desk, id, current),
        headers: { etag: formatEtag(current.version) },
      };
    },
  });
}

export function listOrders(desk: OrderDesk): Route {
  return route({
    method: "GET",
    path: "/v1/orders",
    operationId: "listOrders",
    summary: "List orders, newest first",
    description: "A customer's key lists the orders of its own e-mail address.",
    tag: "Orders",
    roles: ["customer"],
    query: Type.Object({ ...pageQuery, ...OrderFilter }, { additionalProperties: false }),
    responses: { 200: pageSchema(OrderSummary) },
    async handle({ query, context: { principal } }) {
      const { limit, cursor, ...asked } = query;
      const { tenant } = principal;
      const filter = { ...asked, customer: listedCustomer(principal, asked.customer) };
      const scope = { tenant, route: "listOrders", filter };
      const before =
        cursor === undefined ? undefined : (desk.cursors.decodeCursor(cursor, scope) as string);
      const { sql, parameters } = listQuery({ ...filter, tenant, before, limit: limit + 1 });
      const rows = await desk.context.views.query<OrderRow>(sql, parameters);
      const items = rows.map(orderSummary);
      return {
        status: 200,
        body: page(items, limit, (last) => desk.cursors.encodeCursor(last.id, scope)),
      };
    },
  });
}

export function readHistory(desk: OrderDesk): Route {
  return route({
    method: "GET",
    path: "/v1/orders/:id/history",
    operationId: "getOrderHistory",
    summary: "Read what happened to an order, in every service",
    description:
      "In order of time, with what caused each event. A customer's key is not told who had the order before. Nearly every order has all of its events in the first page.",
    tag: "Orders",
    roles: ["customer"],
    params: OrderParams,
    query: Type.Object({ ...pageQuery, ...historyLimit }, { additionalProperties: false }),
    responses: { 200: History },
    async handle({ params: { id }, query: { limit, cursor }, context: { principal } }) {
      await accessibleOrder(desk, principal, id);
      const scope = { tenant: principal.tenant, route: "getOrderHistory", filter: { id } };
      const after =
        cursor === undefined ? undefined : placeOf(desk.cursors.decodeCursor(cursor, scope));
      const events = await desk.context.history(id, { after, limit: limit + 1 });
      const { items, nextCursor } = page(events, limit, ({ time, source, position }) =>
        desk.cursors.encodeCursor([time, source, position], scope),
      );
      const own = items.filter((event) => event.meta.tenant === principal.tenant);
      return {
        status: 200,
        body: { items: own.map((event) => historyEntry(event, principal)), nextCursor },
      };
    },
  });
}

/** So many are read and sent without keeping other calls waiting: 1,000 take some 10 ms of the process. */
const historyLimit = {
  limit: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 1_000,
    description: "Most items in the page.",
  }),
};

/** The cursor is signed, so it is what this list made it. */
function placeOf(value: unknown): NonNullable<HistoryPart["after"]> {
  const [time, source, position] = value as readonly [number, string, number];
  return { time, source, position };
}
