import { OrderId, type CheckoutFacts } from "@waybill/contracts";
import {
  metaOf,
  page,
  pageQuery,
  pageSchema,
  route,
  WaybillError,
  type Cursors,
  type Process,
  type ProcessCommand,
  type ProcessState,
  type Reply,
  type RequestContext,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type from "typebox";
import {
  documentOf,
  ProcessDocument,
  processStates,
  ProcessSummary,
  summaryOf,
} from "./process-document.ts";
import { definitionRoute } from "./definition-route.ts";

const listPath = "/v1/processes";
const params = Type.Object({ orderId: OrderId });

interface Parts {
  readonly checkout: Process<CheckoutFacts>;
  readonly context: ServiceContext;
  readonly cursors: Cursors;
}

interface Found {
  readonly orderId: string;
  readonly state: ProcessState<CheckoutFacts>;
  readonly version: number;
}

/** Every checkout can be listed, drawn and inspected, and, where it waits for a person, retried or called off. */
export function processRoutes(parts: Parts): readonly Route[] {
  return [
    listRoute(parts),
    getRoute(parts),
    retryRoute(parts),
    cancelRoute(parts),
    definitionRoute(parts.checkout, parts.context),
  ];
}

function listRoute({ checkout, context, cursors }: Parts): Route {
  return route({
    method: "GET",
    path: listPath,
    operationId: "listProcesses",
    summary: "Checkout processes, newest order first",
    tag: "Processes",
    roles: ["operator"],
    query: Type.Object(
      { ...pageQuery, state: Type.Optional(Type.Enum([...processStates])) },
      { additionalProperties: false },
    ),
    responses: { 200: pageSchema(ProcessSummary) },
    async handle({ query: { limit, cursor, state }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: listPath, filter: { state } };
      const before = cursor === undefined ? null : (cursors.decodeCursor(cursor, scope) as string);
      const condition = state === undefined ? "true" : conditions[state];
      const rows = await context.views.query<{ readonly order_id: string }>(
        `select order_id from processes
         where tenant = $1 and ($2::text is null or order_id < $2) and ${condition}
         order by order_id desc limit $3`,
        [tenant, before, limit + 1],
      );
      const { items, nextCursor } = page(rows, limit, (row) =>
        cursors.encodeCursor(row.order_id, scope),
      );
      const found = await Promise.all(
        items.map(async ({ order_id: orderId }) => {
          const current = await context.state(checkout.decider, orderId);
          return current === undefined ? [] : [summaryOf(orderId, current.state)];
        }),
      );
      return { status: 200, body: { items: found.flat(), nextCursor } };
    },
  });
}

/** Written out, not passed as parameters, so that the partial indexes are used. */
const conditions: Readonly<Record<(typeof processStates)[number], string>> = {
  running: "phase = 'running' and not stuck",
  compensating: "phase = 'compensating' and not stuck",
  stuck: "phase in ('running', 'compensating') and stuck",
  completed: "phase = 'completed'",
  cancelled: "phase = 'cancelled'",
};

function getRoute(parts: Parts): Route {
  return route({
    method: "GET",
    path: `${listPath}/:orderId`,
    operationId: "getProcess",
    summary: "The checkout of an order: its steps, where it is, and a drawing",
    tag: "Processes",
    roles: ["operator"],
    params,
    responses: { 200: ProcessDocument },
    async handle({ params: { orderId }, context: { principal } }) {
      const found = await find(parts, principal.tenant, orderId);
      return { status: 200, body: documentOf(parts.checkout, found) };
    },
  });
}

function retryRoute(parts: Parts): Route {
  return route({
    method: "POST",
    path: `${listPath}/:orderId/retry`,
    operationId: "retryProcess",
    summary: "Send the outstanding request once more",
    description:
      "The request has the same idempotency key as before, so what it asks for is done once at most. The attempts are counted from 1 again.",
    tag: "Processes",
    roles: ["operator"],
    params,
    responses: { 202: ProcessDocument, 409: null },
    async handle({ params: { orderId }, context: request }) {
      await find(parts, request.principal.tenant, orderId);
      const { found, changed } = await execute(parts, request, { type: "retry", key: orderId });
      if (!changed) {
        throw new WaybillError(
          "process-ended",
          `the checkout of ${orderId} is ${found.state.phase}: there is nothing to retry`,
          { status: 409 },
        );
      }
      return accepted(parts, found);
    },
  });
}

function cancelRoute(parts: Parts): Route {
  return route({
    method: "POST",
    path: `${listPath}/:orderId/cancel`,
    operationId: "cancelProcess",
    summary: "Call the order off and undo what has been done",
    description:
      "Legal at any time, also after completion, when goods and money go back. Calling off what is being called off changes nothing.",
    tag: "Processes",
    roles: ["operator"],
    params,
    responses: { 202: ProcessDocument },
    async handle({ params: { orderId }, context: request }) {
      await find(parts, request.principal.tenant, orderId);
      const command: ProcessCommand = { type: "cancel", key: orderId, reason: "operator_request" };
      const { found } = await execute(parts, request, command);
      return accepted(parts, found);
    },
  });
}

function accepted(parts: Parts, found: Found): Reply {
  return { status: 202, body: documentOf(parts.checkout, found) };
}

/** The row says whose it is; the state has the rest. */
async function find(parts: Parts, tenant: string, orderId: string): Promise<Found> {
  const [rows, current] = await Promise.all([
    parts.context.views.query("select 1 from processes where tenant = $1 and order_id = $2", [
      tenant,
      orderId,
    ]),
    parts.context.state(parts.checkout.decider, orderId),
  ]);
  if (rows.length === 0 || current === undefined) {
    throw new WaybillError(
      "process-not-found",
      `there is no checkout of an order ${orderId}; check the id, and the key's tenant`,
      { status: 404 },
    );
  }
  return { orderId, ...current };
}

async function execute(
  { checkout, context }: Parts,
  request: RequestContext,
  command: ProcessCommand,
): Promise<{ readonly found: Found; readonly changed: boolean }> {
  const result = await context.execute({
    decider: checkout.decider,
    command,
    meta: metaOf(request),
  });
  const state = result.state as ProcessState<CheckoutFacts>;
  return {
    found: { orderId: command.key, state, version: result.version },
    changed: result.events.length > 0,
  };
}
