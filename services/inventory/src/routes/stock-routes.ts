import { Sku } from "@waybill/contracts";
import {
  WaybillError,
  page,
  pageQuery,
  pageSchema,
  route,
  type Cursors,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { stock, stockKey, total, type StockState } from "../domain/stock.ts";

const units = { available: Type.Integer(), reserved: Type.Integer(), shipped: Type.Integer() };

const Stock = Type.Object(
  {
    sku: Type.String(),
    ...units,
    locations: Type.Array(Type.Object({ location: Type.String(), ...units })),
    version: Type.Integer(),
  },
  { title: "Stock" },
);

const listPath = "/v1/stock";

export function stockRoutes(context: ServiceContext, cursors: Cursors): readonly Route[] {
  return [getRoute(context), listRoute(context, cursors)];
}

function getRoute(context: ServiceContext): Route {
  return route({
    method: "GET",
    path: "/v1/stock/:sku",
    operationId: "getStock",
    summary: "Stock of a SKU",
    tag: "Stock",
    roles: ["operator"],
    params: Type.Object({ sku: Sku }),
    responses: { 200: Stock },
    async handle({ params: { sku }, context: { principal } }) {
      const found = await context.state(stock, stockKey(principal.tenant, sku));
      if (found === undefined) throw stockNotFound(sku);
      return { status: 200, body: shown(found.state) };
    },
  });
}

export function stockNotFound(sku: string): WaybillError {
  return new WaybillError(
    "stock-not-found",
    `there has never been stock of ${sku}; check the SKU, or receive some with POST /v1/stock/receipts`,
    { status: 404 },
  );
}

function listRoute(context: ServiceContext, cursors: Cursors): Route {
  return route({
    method: "GET",
    path: listPath,
    operationId: "listStock",
    summary: "Stock of all SKUs, or of those that run low",
    tag: "Stock",
    roles: ["operator"],
    query: Type.Object(
      {
        ...pageQuery,
        below: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            description: "Only SKUs with fewer units available than this, over all locations.",
          }),
        ),
      },
      { additionalProperties: false },
    ),
    responses: { 200: pageSchema(Stock) },
    async handle({ query: { limit, cursor, below }, context: { principal } }) {
      const { tenant } = principal;
      const scope = { tenant, route: listPath, filter: { below } };
      const after = cursor === undefined ? "" : (cursors.decodeCursor(cursor, scope) as string);
      const rows = await context.views.query<{ readonly sku: string }>(
        `select sku from stock_levels
         where tenant = $1 and sku > $2 and ($3::bigint is null or available < $3)
         order by sku limit $4`,
        [tenant, after, below ?? null, limit + 1],
      );
      const { items, nextCursor } = page(rows, limit, ({ sku }) =>
        cursors.encodeCursor(sku, scope),
      );
      const found = await Promise.all(
        items.map(({ sku }) => context.state(stock, stockKey(tenant, sku))),
      );
      const body = {
        items: found.flatMap((each) => (each === undefined ? [] : [shown(each.state)])),
        nextCursor,
      };
      return { status: 200, body };
    },
  });
}

function shown(state: StockState): Static<typeof Stock> {
  return {
    sku: state.sku,
    available: total(state, "available"),
    reserved: total(state, "reserved"),
    shipped: total(state, "shipped"),
    locations: state.locations.map(({ location, available, reserved, shipped }) => ({
      location,
      available,
      reserved,
      shipped,
    })),
    version: state.version,
  };
}
