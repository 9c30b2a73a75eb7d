import { idPattern } from "@waybill/contracts";
import { page, pageQuery, pageSchema, route, WaybillError, type Route } from "@waybill/kit";
import Type, { type Static } from "typebox";
import type { Attempt } from "../webhooks/delivery-store.ts";
import { EndpointId, findEndpoint, type WebhookRoutesOptions } from "./webhooks.ts";

const DeliveryId = Type.String({ pattern: idPattern("dlv") });

const DeliveryDocument = Type.Object(
  {
    id: DeliveryId,
    topic: Type.String(),
    eventId: Type.String(),
    status: Type.Enum(["pending", "delivered", "failed"]),
    createdAt: Type.String(),
    nextAttemptAt: Type.Union([Type.String(), Type.Null()]),
    attempts: Type.Array(
      Type.Object({
        at: Type.String(),
        durationMs: Type.Integer(),
        status: Type.Optional(
          Type.Integer({ description: "HTTP status, when there was an answer." }),
        ),
        error: Type.Optional(Type.String()),
      }),
    ),
  },
  { title: "WebhookDelivery", additionalProperties: false },
);
type DeliveryDocument = Static<typeof DeliveryDocument>;

interface DeliveryRow {
  readonly id: string;
  readonly topic: string;
  readonly event_id: string;
  readonly status: DeliveryDocument["status"];
  readonly created_at: string;
  readonly next_at: string;
  readonly log: readonly Attempt[];
}

const columns = "id, topic, event_id, status, created_at, next_at, log";
const path = "/v1/webhooks/:id/deliveries";
const tag = "Webhooks";

export function deliveryRoutes(options: WebhookRoutesOptions): readonly Route[] {
  return [listDeliveries(options), replayDelivery(options)];
}

function listDeliveries({ context, cursors }: WebhookRoutesOptions): Route {
  return route({
    method: "GET",
    path,
    operationId: "listWebhookDeliveries",
    summary: "What was sent to an endpoint, newest first, with every attempt",
    tag,
    roles: ["admin"],
    params: Type.Object({ id: EndpointId }),
    query: Type.Object(pageQuery),
    responses: { 200: pageSchema(DeliveryDocument) },
    async handle({ params: { id }, query: { limit, cursor }, context: { principal } }) {
      await findEndpoint(context, id, principal.tenant);
      const scope = { tenant: principal.tenant, route: path, filter: { id } };
      const before = cursor === undefined ? "dlv_~" : String(cursors.decodeCursor(cursor, scope));
      const rows = await context.views.query<DeliveryRow>(
        `SELECT ${columns} FROM webhook_deliveries
         WHERE endpoint_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
        [id, before, limit + 1],
      );
      const body = page(rows.map(documentOf), limit, (last) =>
        cursors.encodeCursor(last.id, scope),
      );
      return { status: 200, body };
    },
  });
}

function replayDelivery({ context, dispatcher }: WebhookRoutesOptions): Route {
  return route({
    method: "POST",
    path: `${path}/:deliveryId/replay`,
    operationId: "replayWebhookDelivery",
    summary: "Send a delivery once more, with the same id and body",
    description: "Safe to repeat: a delivery that is waiting already is only sent sooner.",
    tag,
    roles: ["admin"],
    params: Type.Object({ id: EndpointId, deliveryId: DeliveryId }),
    responses: { 202: DeliveryDocument, 409: null },
    async handle({ params: { id, deliveryId }, context: { principal } }) {
      const { status } = await findEndpoint(context, id, principal.tenant);
      if (status === "disabled") {
        throw new WaybillError(
          "webhook-disabled",
          `The endpoint ${id} is disabled, so nothing is sent to it: register it anew.`,
          { status: 409 },
        );
      }
      const [row] = await context.views.query<DeliveryRow>(
        `UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_at = $3
         WHERE id = $1 AND endpoint_id = $2 RETURNING ${columns}`,
        [deliveryId, id, context.clock.now()],
      );
      if (row === undefined) {
        throw new WaybillError(
          "delivery-not-found",
          `There is no delivery ${deliveryId} of ${id}: list its deliveries.`,
          {
            status: 404,
          },
        );
      }
      dispatcher.wake();
      return { status: 202, body: documentOf(row) };
    },
  });
}

function documentOf(row: DeliveryRow): DeliveryDocument {
  return {
    id: row.id,
    topic: row.topic,
    eventId: row.event_id,
    status: row.status,
    createdAt: new Date(Number(row.created_at)).toISOString(),
    nextAttemptAt: row.status === "pending" ? new Date(Number(row.next_at)).toISOString() : null,
    attempts: row.log.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })),
  };
}
