import {
  ProductCreated,
  ProductDeleted,
  ProductUpdated,
  maxAttributes,
  type ProductDetails,
} from "@waybill/contracts";
import {
  WaybillError,
  decider,
  happened,
  on,
  type DecideContext,
  type NewEvent,
} from "@waybill/kit/pure";

export interface ProductState {
  readonly phase: "none" | "live" | "deleted";
  /** Ids are unique over all tenants, so the state says whose product it is. */
  readonly tenant: string;
  /** Version of the stream, which is what the ETag names. */
  readonly version: number;
  readonly details?: ProductDetails;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The fields to change; `null` takes an optional field, or one attribute, away (RFC 7396). */
export interface ProductPatch extends Partial<
  Omit<ProductDetails, "description" | "attributes" | "weightGrams">
> {
  readonly description?: string | null;
  readonly attributes?: Readonly<Record<string, string | null>> | null;
  readonly weightGrams?: number | null;
}

interface Change {
  readonly productId: string;
  /** Versions that the client knows, one of which must be the present one; absent: any will do. */
  readonly ifMatch?: readonly number[] | undefined;
  /** The SKU whose claim the request was prepared to keep or give up. */
  readonly heldSku: string;
}

export type ProductCommand =
  | { readonly type: "create"; readonly productId: string; readonly details: ProductDetails }
  | (Change & { readonly type: "update"; readonly details: ProductDetails })
  | (Change & { readonly type: "patch"; readonly patch: ProductPatch })
  | (Change & { readonly type: "delete" });

/** A product of a shop. That no two of a tenant have one SKU is kept by claims, which its routes take. */
export const product = decider<ProductState, ProductCommand>({
  category: "product",
  initial: () => ({ phase: "none", tenant: "", version: 0, createdAt: 0, updatedAt: 0 }),
  key: (command) => command.productId,
  decide: {
    create({ productId, details }, { phase }) {
      if (phase !== "none") return [];
      return [happened(ProductCreated, { productId, ...inOrder(details) })];
    },
    update(command, state, context) {
      const before = present(command, state, context);
      return updated(command.productId, before, command.details);
    },
    patch(command, state, context) {
      const before = present(command, state, context);
      return updated(command.productId, before, patched(before, command.patch));
    },
    delete(command, state, context) {
      const { sku } = present(command, state, context);
      return [happened(ProductDeleted, { productId: command.productId, sku })];
    },
  },
  evolve: [
    on(ProductCreated, ({ version }, data, { tenant, time }) => ({
      phase: "live",
      tenant,
      version: version + 1,
      details: inOrder(data),
      createdAt: time,
      updatedAt: time,
    })),
    on(ProductUpdated, (state, data, { time }) => ({
      ...state,
      version: state.version + 1,
      details: inOrder(data),
      updatedAt: time,
    })),
    on(ProductDeleted, ({ tenant, version, createdAt }, _data, { time }) => ({
      phase: "deleted",
      tenant,
      version: version + 1,
      createdAt,
      updatedAt: time,
    })),
  ],
});

/** The refusal for a product that is not there, was deleted, or is another tenant's. */
export function productNotFound(productId: string): WaybillError {
  return new WaybillError(
    "product-not-found",
    `there is no product ${productId}; it may have been deleted`,
    { status: 404 },
  );
}

/**
 * The product as it is, when this change may be made to it.
 * @throws 404 `product-not-found`, 412 `stale-version`; retryable `product-moved` when its SKU has
 * just been changed by another request, whose claims are then not the ones this request was prepared with
 */
function present(change: Change, state: ProductState, { tenant }: DecideContext): ProductDetails {
  const { productId, ifMatch, heldSku } = change;
  const { phase, details, version } = state;
  if (phase !== "live" || details === undefined || state.tenant !== tenant) {
    throw productNotFound(productId);
  }
  if (ifMatch !== undefined && !ifMatch.includes(version)) {
    throw new WaybillError(
      "stale-version",
      `${productId} is at version ${version}, not ${ifMatch.join(" or ")}; read it again and repeat the change`,
      { status: 412, details: { currentVersion: version } },
    );
  }
  if (details.sku !== heldSku) {
    throw new WaybillError(
      "product-moved",
      `the SKU of ${productId} has just become ${details.sku}; send the request again`,
      { status: 503, retryable: true },
    );
  }
  return details;
}

/** Carries the whole product, so that who keeps a copy needs no earlier event. */
function updated(productId: string, before: ProductDetails, details: ProductDetails): NewEvent[] {
  const after = inOrder(details);
  if (JSON.stringify(after) === JSON.stringify(inOrder(before))) return [];
  return [happened(ProductUpdated, { productId, ...after })];
}

function patched(before: ProductDetails, patch: ProductPatch): ProductDetails {
  return {
    sku: patch.sku ?? before.sku,
    name: patch.name ?? before.name,
    description: patch.description === undefined ? before.description : (patch.description ?? ""),
    category: patch.category ?? before.category,
    price: patch.price ?? before.price,
    attributes: patchedAttributes(before.attributes, patch.attributes),
    weightGrams: patch.weightGrams === undefined ? before.weightGrams : (patch.weightGrams ?? 0),
    status: patch.status ?? before.status,
  };
}

function patchedAttributes(
  before: ProductDetails["attributes"],
  patch: ProductPatch["attributes"],
): ProductDetails["attributes"] {
  if (patch === undefined) return before;
  if (patch === null) return {};
  const merged = new Map<string, string | null>([
    ...Object.entries(before),
    ...Object.entries(patch),
  ]);
  const kept = [...merged].flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  if (kept.length > maxAttributes) {
    throw new WaybillError(
      "too-many-attributes",
      `the product would have ${kept.length} attributes and may have ${maxAttributes}; remove some by setting them to null`,
      { status: 422 },
    );
  }
  return Object.fromEntries(kept) as Record<string, string>;
}

/**
 * The fields of a product and nothing else, in one order of fields and attributes, whatever order a
 * client sent them in, so that equal products are equal as JSON.
 */
function inOrder(details: ProductDetails): ProductDetails {
  const { sku, name, description, category, price, attributes, weightGrams, status } = details;
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    sku,
    name,
    description,
    category,
    price: { amount: price.amount, currency: price.currency },
    attributes: Object.fromEntries(sorted),
    weightGrams,
    status,
  };
}
