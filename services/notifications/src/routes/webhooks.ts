import { randomBytes } from "node:crypto";
import { idPattern } from "@waybill/contracts";
import {
  idempotencyOf,
  metaOf,
  page,
  pageQuery,
  pageSchema,
  replyOf,
  route,
  WaybillError,
  type Cursors,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { endpoint, type EndpointCommand, type EndpointState } from "../domain/endpoint.ts";
import { webhookTopicPattern, webhookTopics } from "../domain/webhook-event.ts";
import { checkWebhookUrl } from "../webhooks/address-guard.ts";
import type { WebhookDispatcher } from "../webhooks/webhook-dispatcher.ts";

export interface WebhookRoutesOptions {
  readonly context: ServiceContext;
  readonly cursors: Cursors;
  readonly dispatcher: WebhookDispatcher;
}

export const EndpointId = Type.String({ pattern: idPattern("whk") });
const params = Type.Object({ id: EndpointId });

const registration = {
  url: Type.String({ minLength: 1, maxLength: 2_000, description: "https, or http." }),
  topics: Type.Array(Type.String({ pattern: webhookTopicPattern }), {
    minItems: 1,
    maxItems: 50,
    uniqueItems: true,
    description: "Topics such as `orders.created`, or `orders.*` for all that begin so.",
  }),
};

const EndpointDocument = Type.Object(
  {
    id: EndpointId,
    ...registration,
    status: Type.Enum(["active", "disabled"]),
    createdAt: Type.String(),
  },
  { title: "WebhookEndpoint", additionalProperties: false },
);
type EndpointDocument = Static<typeof EndpointDocument>;

const NewEndpoint = Type.Object(
  {
    ...EndpointDocument.properties,
    secret: Type.String({ description: "For verifying signatures. It is not shown again." }),
  },
  { title: "NewWebhookEndpoint", additionalProperties: false },
);

const path = "/v1/webhooks";
const tag = "Webhooks";
const secretBytes = 32;

export function webhookRoutes(options: WebhookRoutesOptions): readonly Route[] {
  return [
    registerWebhook(options),
    listWebhooks(options),
    getWebhook(options),
    removeWebhook(options),
  ];
}

function registerWebhook({ context, dispatcher }: WebhookRoutesOptions): Route {
  return route({
    method: "POST",
    path,
    operationId: "registerWebhook",
    summary: "Register an endpoint for webhooks",
    description:
      "Events from now on are posted to the URL, signed the Standard Webhooks way, at least once and in no particular order. A call that is not answered with 2xx within ten seconds is repeated with growing pauses.",
    tag,
    roles: ["admin"],
    idempotent: true,
    body: Type.Object(registration, { additionalProperties: false }),
    responses: { 201: NewEndpoint },
    examples: { orders: { url: "https://example.com/hooks/waybill", topics: ["orders.*"] } },
    async handle({ body: { url, topics }, context: request }) {
      checkWebhookUrl(url, dispatcher.allowPrivate);
      checkTopics(topics);
      await dispatcher.beforeRegistration();
      const endpointId = context.ids.make("whk");
      const secret = `whsec_${randomBytes(secretBytes).toString("base64")}`;
      const command: EndpointCommand = { type: "register", endpointId, url, topics, secret };
      const result = await context.execute({
        decider: endpoint,
        command,
        meta: metaOf(request),
        ...idempotencyOf(request),
        respond: (_stream, state) => ({
          status: 201,
          body: { ...documentOf(endpointId, state as EndpointState), secret },
          headers: { location: `${path}/${endpointId}` },
        }),
      });
      await dispatcher.refresh();
      return replyOf(result);
    },
  });
}

function listWebhooks({ context, cursors }: WebhookRoutesOptions): Route {
  return route({
    method: "GET",
    path,
    operationId: "listWebhooks",
    summary: "Registered endpoints",
    tag,
    roles: ["admin"],
    query: Type.Object(pageQuery),
    responses: { 200: pageSchema(EndpointDocument) },
    async handle({ query: { limit, cursor }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: path };
      const after = cursor === undefined ? "" : String(cursors.decodeCursor(cursor, scope));
      const rows = await context.views.query<
        Pick<EndpointState, "url" | "topics" | "status"> & { id: string; registered_at: string }
      >(
        `SELECT id, url, topics, status, registered_at FROM webhook_endpoints
         WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`,
        [tenant, after, limit + 1],
      );
      const items = rows.map(({ id, registered_at: at, ...rest }) =>
        documentOf(id, { ...rest, registeredAt: Number(at) }),
      );
      const body = page(items, limit, (last) => cursors.encodeCursor(last.id, scope));
      return { status: 200, body };
    },
  });
}

function getWebhook({ context }: WebhookRoutesOptions): Route {
  return route({
    method: "GET",
    path: `${path}/:id`,
    operationId: "getWebhook",
    summary: "One registered endpoint",
    tag,
    roles: ["admin"],
    params,
    responses: { 200: EndpointDocument },
    async handle({ params: { id }, context: { principal } }) {
      return {
        status: 200,
        body: documentOf(id, await findEndpoint(context, id, principal.tenant)),
      };
    },
  });
}

function removeWebhook({ context, dispatcher }: WebhookRoutesOptions): Route {
  return route({
    method: "DELETE",
    path: `${path}/:id`,
    operationId: "removeWebhook",
    summary: "Remove an endpoint; what waits for it is not sent",
    tag,
    roles: ["admin"],
    params,
    responses: { 204: null },
    async handle({ params: { id }, context: request }) {
      await findEndpoint(context, id, request.principal.tenant);
      const command: EndpointCommand = { type: "remove", endpointId: id };
      await context.execute({ decider: endpoint, command, meta: metaOf(request) });
      await dispatcher.forget(id);
      return { status: 204 };
    },
  });
}

/** @throws {WaybillError} 404 `webhook-not-found`, also for another tenant's */
export async function findEndpoint(
  context: ServiceContext,
  id: string,
  tenant: string,
): Promise<EndpointState> {
  const state = (await context.state(endpoint, id))?.state;
  if (state?.tenant === tenant && state.status !== "removed") return state;
  throw new WaybillError(
    "webhook-not-found",
    `There is no webhook endpoint ${id}: list the endpoints, or register it.`,
    {
      status: 404,
    },
  );
}

function checkTopics(topics: readonly string[]): void {
  const unknown = topics.find((topic) => !topic.endsWith(".*") && !webhookTopics.has(topic));
  if (unknown === undefined) return;
  throw new WaybillError(
    "unknown-topic",
    `There are no webhooks for the topic ${unknown}: use one of ${[...webhookTopics].join(", ")}.`,
    { status: 422 },
  );
}

function documentOf(
  id: string,
  state: Pick<EndpointState, "url" | "topics" | "status" | "registeredAt">,
): EndpointDocument {
  return {
    id,
    url: state.url,
    topics: [...state.topics],
    status: state.status === "disabled" ? "disabled" : "active",
    createdAt: new Date(state.registeredAt).toISOString(),
  };
}
