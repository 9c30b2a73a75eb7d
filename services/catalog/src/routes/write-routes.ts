import {
  ClaimTaken,
  WaybillError,
  formatEtag,
  idempotencyOf,
  metaOf,
  parseIfMatch,
  replyOf,
  route,
  staleVersion,
  type Execution,
  type Reply,
  type RequestContext,
  type Route,
  type RouteRequest,
  type ServiceContext,
  type UnitResult,
} from "@waybill/kit";
import {
  product,
  productNotFound,
  type ProductCommand,
  type ProductState,
} from "../domain/product.ts";
import type { ProductCache } from "../product-cache.ts";
import { Product, ProductBody, ProductId, ProductPatchBody, detailsOf, shown } from "./schemas.ts";

export interface WriteParts {
  readonly context: ServiceContext;
  readonly cache: ProductCache<ProductState>;
}

type ChangeCommand = Exclude<ProductCommand, { type: "create" }>;
/** A change before it is known which SKU the product has now. */
type Wanted = ChangeCommand extends infer Each
  ? Each extends ChangeCommand
    ? Omit<Each, "productId" | "heldSku" | "ifMatch">
    : never
  : never;

const roles = ["operator"] as const;
const tag = "Products";
const etagHeader = { ETag: { description: "The product's version, for If-Match." } };
/** Each further try means that another request changed the SKU in between. */
const maxTries = 5;

export function writeRoutes(parts: WriteParts): readonly Route[] {
  return [postRoute(parts), putRoute(parts), patchRoute(parts), deleteRoute(parts)];
}

function postRoute({ context }: WriteParts): Route {
  return route({
    method: "POST",
    path: "/v1/products",
    operationId: "createProduct",
    summary: "Create a product",
    tag,
    roles,
    idempotent: true,
    body: ProductBody,
    responses: { 201: Product },
    successHeaders: { ...etagHeader, Location: { description: "Where the product is read." } },
    examples: {
      mug: {
        sku: "MUG-BLUE",
        name: "Blue mug",
        category: "drinkware",
        price: { amount: 1290, currency: "EUR" },
        attributes: { colour: "blue" },
        weightGrams: 380,
      },
    },
    async handle({ body, context: request }) {
      const productId = context.ids.make("prd");
      const command: ProductCommand = { type: "create", productId, details: detailsOf(body) };
      const result = await execute(context, {
        decider: product,
        command,
        meta: metaOf(request),
        claims: [claimOf(request, body.sku)],
        ...idempotencyOf(request),
        respond: (_stream, state) => answer(201, productId, state as ProductState),
      });
      return replyOf(result);
    },
  });
}

function putRoute(parts: WriteParts): Route {
  return route({
    method: "PUT",
    path: "/v1/products/:id",
    operationId: "replaceProduct",
    summary: "Replace a product",
    description: "What is left out gets the value that a new product has.",
    tag,
    roles,
    ifMatch: true,
    params: ProductId,
    body: ProductBody,
    responses: { 200: Product, 409: null },
    successHeaders: etagHeader,
    async handle(request) {
      const { id } = request.params;
      const details = detailsOf(request.body);
      const state = await change(parts, request, { type: "update", details });
      return answer(200, id, state);
    },
  });
}

function patchRoute(parts: WriteParts): Route {
  return route({
    method: "PATCH",
    path: "/v1/products/:id",
    operationId: "patchProduct",
    summary: "Change fields of a product",
    description:
      "JSON Merge Patch: fields that are left out stay; null takes a description, the weight, all attributes, or one of them away.",
    tag,
    roles,
    ifMatch: true,
    params: ProductId,
    body: ProductPatchBody,
    responses: { 200: Product, 409: null, 422: null },
    successHeaders: etagHeader,
    async handle(request) {
      const { id } = request.params;
      const state = await change(parts, request, { type: "patch", patch: request.body });
      return answer(200, id, state);
    },
  });
}

function deleteRoute(parts: WriteParts): Route {
  return route({
    method: "DELETE",
    path: "/v1/products/:id",
    operationId: "deleteProduct",
    summary: "Delete a product",
    description: "Its SKU is free again. Orders that have it are not touched.",
    tag,
    roles,
    ifMatch: true,
    params: ProductId,
    responses: { 204: null },
    async handle(request) {
      await change(parts, request, { type: "delete" });
      return { status: 204 };
    },
  });
}

/**
 * Makes a change together with the claims on the SKUs that it takes and gives up. Which those are
 * depends on the SKU that the product has now, so that is read first, and the decider refuses a
 * change that was prepared for another one.
 */
async function change(
  { context, cache }: WriteParts,
  { params: { id }, headers, context: request }: RouteRequest<{ id: string }, unknown, unknown>,
  wanted: Wanted,
): Promise<ProductState> {
  const ifMatch = parseIfMatch(headers["if-match"]);
  for (let attempt = 1; ; attempt++) {
    const found = await context.state(product, id);
    const held = found?.state.tenant === request.principal.tenant ? found.state.details : undefined;
    if (held === undefined) throw productNotFound(id);
    const command = {
      ...wanted,
      productId: id,
      heldSku: held.sku,
      ifMatch: ifMatch === "any" ? undefined : ifMatch,
    };
    const sku = skuAfter(wanted, held.sku);
    try {
      const { state } = await execute(context, {
        decider: product,
        command,
        meta: metaOf(request),
        claims: sku === undefined || sku === held.sku ? [] : [claimOf(request, sku)],
        releases: sku === held.sku ? [] : [claimOf(request, held.sku)],
      });
      cache.forget(id);
      return state as ProductState;
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      // Its SKU may have become the wanted one in between: then the claim is its own already.
      const ownClaim = error.code === "sku-taken" && error.details["productId"] === id;
      if ((error.code === "product-moved" || ownClaim) && attempt < maxTries) continue;
      if (error.code !== "stale-version") throw error;
      throw staleVersion(headers["if-match"] ?? "", Number(error.details["currentVersion"]));
    }
  }
}

/** The SKU that the product has when this is done; none when it is gone. */
function skuAfter(wanted: Wanted, before: string): string | undefined {
  switch (wanted.type) {
    case "update":
      return wanted.details.sku;
    case "patch":
      return wanted.patch.sku ?? before;
    case "delete":
      return undefined;
    default:
      return wanted satisfies never;
  }
}

/** Executes; a SKU that another product has is 409 `sku-taken`. */
async function execute(context: ServiceContext, execution: Execution): Promise<UnitResult> {
  try {
    return await context.execute(execution);
  } catch (error) {
    if (!(error instanceof ClaimTaken)) throw error;
    const sku = error.claim.slice(error.claim.indexOf("/") + 1);
    throw new WaybillError(
      "sku-taken",
      `the product ${error.holder} has the SKU ${sku}; change that one, or choose another SKU`,
      { status: 409, details: { productId: error.holder, sku }, cause: error },
    );
  }
}

function claimOf({ principal }: RequestContext, sku: string): string {
  return `sku:${principal.tenant}/${sku}`;
}

function answer(status: 200 | 201, id: string, state: ProductState): Reply & { status: number } {
  const headers: Record<string, string> = { etag: formatEtag(state.version) };
  if (status === 201) headers["location"] = `/v1/products/${id}`;
  return { status, body: shown(id, state), headers };
}
