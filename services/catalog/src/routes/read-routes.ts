import { ProductDetails, ProductStatus, Sku } from "@waybill/contracts";
import {
  formatEtag,
  matchesIfNoneMatch,
  page,
  pageQuery,
  pageSchema,
  route,
  type Cursors,
  type Principal,
  type Route,
  type ServiceContext,
} from "@waybill/kit";
import Type, { type Static } from "typebox";
import { product, productNotFound, type ProductState } from "../domain/product.ts";
import type { ProductCache } from "../product-cache.ts";
import { findProducts } from "../product-search.ts";
import { Product, ProductId, ProductSummary, shown } from "./schemas.ts";

const listPath = "/v1/products";
const onSale = "active";

const filters = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: "Words, or parts of words, all of which the product must have.",
    }),
  ),
  category: Type.Optional(ProductDetails.properties.category),
  status: Type.Optional(ProductStatus),
  sku: Type.Optional(Sku),
};

export interface ReadParts {
  readonly context: ServiceContext;
  readonly cursors: Cursors;
  readonly cache: ProductCache<ProductState>;
}

export function readRoutes(parts: ReadParts): readonly Route[] {
  return [getRoute(parts), listRoute(parts)];
}

function getRoute({ context, cache }: ReadParts): Route {
  return route({
    method: "GET",
    path: `${listPath}/:id`,
    operationId: "getProduct",
    summary: "A product",
    description: "A customer's key finds active ones only.",
    tag: "Products",
    roles: ["customer"],
    params: ProductId,
    responses: { 200: Product, 304: null },
    successHeaders: { ETag: { description: "The product's version, for If-Match." } },
    async handle({ params: { id }, headers, context: { principal } }) {
      const state = await cache.read(id, context.clock.now(), async () => {
        const found = await context.state(product, id);
        return found?.state;
      });
      const body = state?.tenant === principal.tenant ? shown(id, state) : undefined;
      if (body === undefined || !mayRead(principal, body.status)) throw productNotFound(id);
      const etag = { etag: formatEtag(body.version) };
      if (matchesIfNoneMatch(headers["if-none-match"], body.version)) {
        return { status: 304, headers: etag };
      }
      return { status: 200, body, headers: etag };
    },
  });
}

function listRoute({ context, cursors }: ReadParts): Route {
  return route({
    method: "GET",
    path: listPath,
    operationId: "listProducts",
    summary: "Products, oldest first",
    description:
      "Shows how much is left of each; everything else about one is read by its id. A customer's key lists active ones only.",
    tag: "Products",
    roles: ["customer"],
    query: Type.Object({ ...pageQuery, ...filters }, { additionalProperties: false }),
    responses: { 200: pageSchema(ProductSummary) },
    async handle({ query: { limit, cursor, ...asked }, context: { principal } }) {
      const { tenant } = principal;
      const filter = principal.role === "customer" ? { ...asked, status: onSale } : asked;
      if (!mayRead(principal, asked.status ?? onSale)) {
        return { status: 200, body: { items: [], nextCursor: null } };
      }
      const scope = { tenant, route: listPath, filter };
      const rows = await findProducts(context.views, {
        ...filter,
        tenant,
        after: cursor === undefined ? "" : (cursors.decodeCursor(cursor, scope) as string),
        limit: limit + 1,
      });
      const { items, nextCursor } = page(rows, limit, ({ id }) => cursors.encodeCursor(id, scope));
      return { status: 200, body: { items: items.map(summaryOf), nextCursor } };
    },
  });
}

/** What is not on sale, such as next season's prices, is the shop's own business. */
function mayRead({ role }: Principal, status: Static<typeof ProductStatus>): boolean {
  return role !== "customer" || status === onSale;
}

function summaryOf(
  row: Awaited<ReturnType<typeof findProducts>>[number],
): Static<typeof ProductSummary> {
  const { id, sku, name, category, status, version } = row;
  return {
    id,
    sku,
    name,
    category,
    price: { amount: Number(row.price), currency: row.currency },
    status,
    stockLevel: row.level,
    version,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}
