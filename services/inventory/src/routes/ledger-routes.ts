import { LocationCode, OrderId, Sku } from "@waybill/contracts";
import { pageQuery, pageSchema, route, type Cursors, type Route } from "@waybill/kit";
import Type, { type Static } from "typebox";
import { movementKinds } from "../ledger/movements.ts";
import type {
  LedgerLine,
  LedgerPlace,
  OpenPlace,
  OpenReservation,
  StockLedger,
} from "../ledger/stock-ledger.ts";
import { stockNotFound } from "./stock-routes.ts";

const units = { available: Type.Integer(), reserved: Type.Integer(), shipped: Type.Integer() };
const Time = Type.String({ format: "date-time" });
const params = Type.Object({ sku: Sku });
const closed = { additionalProperties: false };

const Movement = Type.Object(
  {
    id: Type.String({ description: "Of the event, with the number of its line." }),
    kind: Type.Enum([...movementKinds]),
    location: LocationCode,
    quantity: Type.Integer({
      description: "Below zero where an adjustment or a count took units.",
    }),
    after: Type.Object(units, {
      description: "What there was after it, over all locations or at the one asked for.",
    }),
    at: Time,
    orderId: Type.Union([OrderId, Type.Null()]),
    movementId: Type.Union([Type.String(), Type.Null()], {
      description: "Of the receipt, the adjustment or the count.",
    }),
    reason: Type.Union([Type.String(), Type.Null()]),
    references: Type.Array(Type.String(), {
      description: "Your own numbers of what was received.",
    }),
    correlationId: Type.String({ description: "Of the request; the audit trail says by whom." }),
  },
  { title: "StockMovement", ...closed },
);

const Reservation = Type.Object(
  {
    orderId: OrderId,
    location: LocationCode,
    quantity: Type.Integer(),
    at: Time,
    expiresAt: Time,
  },
  { title: "OpenReservation", ...closed },
);

interface Parts {
  readonly ledger: StockLedger;
  readonly cursors: Cursors;
}

export function ledgerRoutes(parts: Parts): readonly Route[] {
  return [movementsRoute(parts), reservationsRoute(parts)];
}

function movementsRoute({ ledger, cursors }: Parts): Route {
  return route({
    method: "GET",
    path: "/v1/stock/:sku/movements",
    operationId: "listStockMovements",
    summary: "The ledger of a SKU: what moved it, newest first, with the balance after each",
    description: "A page of a seldom location may have few items or none and go on nevertheless.",
    tag: "Stock",
    roles: ["operator"],
    params,
    query: Type.Object({ ...pageQuery, location: Type.Optional(LocationCode) }, closed),
    responses: { 200: pageSchema(Movement) },
    async handle({ params: { sku }, query: { limit, cursor, location }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: "listStockMovements", filter: { sku, location } };
      const from =
        cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as LedgerPlace);
      const found = await ledger.movements({ tenant, sku, location, from, limit });
      if (found === undefined) throw stockNotFound(sku);
      const { lines, next } = found;
      const nextCursor = next === undefined ? null : cursors.encodeCursor(next, scope);
      return { status: 200, body: { items: lines.map(shownMovement), nextCursor } };
    },
  });
}

function reservationsRoute({ ledger, cursors }: Parts): Route {
  return route({
    method: "GET",
    path: "/v1/stock/:sku/reservations",
    operationId: "listStockReservations",
    summary: "Orders that hold units of a SKU, newest first",
    description:
      "A page may have few items or none and go on nevertheless: it looks at 5,000 movements at most.",
    tag: "Stock",
    roles: ["operator"],
    params,
    query: Type.Object({ ...pageQuery }, closed),
    responses: { 200: pageSchema(Reservation) },
    async handle({ params: { sku }, query: { limit, cursor }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: "listStockReservations", filter: { sku } };
      const from =
        cursor === undefined ? undefined : (cursors.decodeCursor(cursor, scope) as OpenPlace);
      const found = await ledger.openReservations({ tenant, sku, from, limit });
      if (found === undefined) throw stockNotFound(sku);
      const { held, next } = found;
      const nextCursor = next === undefined ? null : cursors.encodeCursor(next, scope);
      return { status: 200, body: { items: held.map(shownReservation), nextCursor } };
    },
  });
}

/** What events that move stock say beside their lines. */
interface Said {
  readonly orderId?: string;
  readonly receiptId?: string;
  readonly adjustmentId?: string;
  readonly countId?: string;
  readonly reason?: string;
  readonly reference?: string;
  readonly references?: readonly string[];
}

function shownMovement({ movement, after }: LedgerLine): Static<typeof Movement> {
  const { event, kind, line, location, quantity } = movement;
  const said = event.data as Said;
  const { reference, references = [] } = said;
  return {
    id: `${event.stream}/${event.version}/${line}`,
    kind,
    location,
    quantity,
    after: { available: after.available, reserved: after.reserved, shipped: after.shipped },
    at: new Date(event.time).toISOString(),
    orderId: said.orderId ?? null,
    movementId: said.receiptId ?? said.adjustmentId ?? said.countId ?? null,
    reason: said.reason ?? null,
    references: reference === undefined ? [...references] : [reference, ...references],
    correlationId: event.meta.correlationId,
  };
}

function shownReservation({ at, expiresAt, ...rest }: OpenReservation): Static<typeof Reservation> {
  return { ...rest, at: new Date(at).toISOString(), expiresAt: new Date(expiresAt).toISOString() };
}
