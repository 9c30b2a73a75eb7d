import { LocationCode, Sku, maxLines } from "@waybill/contracts";
import {
  ClaimTaken,
  WaybillError,
  idempotencyOf,
  metaOf,
  replyOf,
  route,
  type Reply,
  type RequestContext,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type from "typebox";
import { movement, type MovementCommand } from "../domain/movement.ts";

const maxUnits = 1_000_000_000;
const closed = { additionalProperties: false };

const lines = <Line extends Type.TSchema>(line: Line) =>
  Type.Array(line, { minItems: 1, maxItems: maxLines });

const ReceiptLine = Type.Object(
  { sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: maxUnits }) },
  closed,
);
const AdjustmentLine = Type.Object(
  { sku: Sku, quantity: Type.Integer({ minimum: -maxUnits, maximum: maxUnits }) },
  closed,
);
const CountLine = Type.Object(
  { sku: Sku, counted: Type.Integer({ minimum: 0, maximum: maxUnits }) },
  closed,
);

const Reference = Type.String({ minLength: 1, maxLength: 200 });
const receipt = {
  location: LocationCode,
  reference: Type.Optional(
    Type.String({ ...Reference, description: "Your own number of the delivery; unique for ever." }),
  ),
  references: Type.Optional(
    Type.Array(Reference, {
      minItems: 1,
      maxItems: maxLines,
      uniqueItems: true,
      description:
        "Your own numbers of several deliveries that are received together. If one of them was received before, none is now.",
    }),
  ),
  lines: lines(ReceiptLine),
};
const adjustment = {
  location: LocationCode,
  reason: Type.String({ minLength: 1, maxLength: 500 }),
  lines: lines(AdjustmentLine),
};
const count = { location: LocationCode, lines: lines(CountLine) };
const id = { id: Type.String() };

/** What brings units in or takes them out other than orders. All lines of a call take effect, or none. */
export function movementRoutes(context: ServiceContext): readonly Route[] {
  return [receiptRoute(context), adjustmentRoute(context), countRoute(context)];
}

function receiptRoute(context: ServiceContext): Route {
  return route({
    method: "POST",
    path: "/v1/stock/receipts",
    operationId: "receiveStock",
    summary: "Receive a delivery",
    tag: "Stock",
    roles: ["operator"],
    idempotent: true,
    body: Type.Object(receipt, closed),
    responses: { 201: Type.Object({ ...id, ...receipt }, { title: "StockReceipt" }) },
    examples: {
      delivery: {
        location: "lisbon",
        reference: "PO-4711",
        lines: [{ sku: "MUG-BLUE", quantity: 100 }],
      },
    },
    async handle({ body, context: request }) {
      const { reference, references = [] } = body;
      const { tenant } = request.principal;
      const claims = new Set(reference === undefined ? references : [reference, ...references]);
      try {
        return await record(context, request, {
          command: { type: "receive", movementId: context.ids.make("rcp"), ...body },
          claims: [...claims].map((each) => claimOf(tenant, each)),
        });
      } catch (error) {
        if (!(error instanceof ClaimTaken)) throw error;
        const taken = [...claims].find((each) => claimOf(tenant, each) === error.claim) ?? "";
        throw new WaybillError(
          "reference-taken",
          `the delivery ${taken} was received before, as ${error.holder}; if this is another one, give it another reference`,
          { status: 409, details: { reference: taken, receiptId: error.holder }, cause: error },
        );
      }
    },
  });
}

function claimOf(tenant: string, reference: string): string {
  return `reference:${tenant}/${reference}`;
}

function adjustmentRoute(context: ServiceContext): Route {
  return route({
    method: "POST",
    path: "/v1/stock/adjustments",
    operationId: "adjustStock",
    summary: "Correct stock by what was found or lost",
    tag: "Stock",
    roles: ["operator"],
    idempotent: true,
    body: Type.Object(adjustment, closed),
    responses: { 201: Type.Object({ ...id, ...adjustment }, { title: "StockAdjustment" }) },
    handle: ({ body, context: request }) =>
      record(context, request, {
        command: { type: "adjust", movementId: context.ids.make("adj"), ...body },
      }),
  });
}

function countRoute(context: ServiceContext): Route {
  return route({
    method: "POST",
    path: "/v1/stock/counts",
    operationId: "countStock",
    summary: "Set stock to what was counted on the shelf",
    description:
      "`counted` includes units that orders have reserved: they lie on the shelf until they are shipped.",
    tag: "Stock",
    roles: ["operator"],
    idempotent: true,
    body: Type.Object(count, closed),
    responses: { 201: Type.Object({ ...id, ...count }, { title: "StockCount" }) },
    handle: ({ body, context: request }) =>
      record(context, request, {
        command: { type: "count", movementId: context.ids.make("cnt"), ...body },
      }),
  });
}

/** Executes a movement and answers with it as it was sent, under its id. */
async function record(
  context: ServiceContext,
  request: RequestContext,
  sending: { readonly command: MovementCommand; readonly claims?: readonly string[] },
): Promise<Reply> {
  const { command, claims = [] } = sending;
  const { type: _type, movementId, ...sent } = command;
  return replyOf(
    await context.execute({
      decider: movement,
      command,
      meta: metaOf(request),
      claims,
      ...idempotencyOf(request),
      respond: () => ({ status: 201, body: { id: movementId, ...sent } }),
    }),
  );
}
