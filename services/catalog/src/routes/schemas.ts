import {
  Money,
  ProductAttributes,
  ProductDetails,
  ProductStatus,
  Sku,
  StockLevel,
  attributeName,
  idPattern,
} from "@waybill/contracts";
import Type, { type Static } from "typebox";
import type { ProductState } from "../domain/product.ts";

const { name, description, category, weightGrams } = ProductDetails.properties;
const closed = { additionalProperties: false };

export const ProductId = Type.Object({ id: Type.String({ pattern: idPattern("prd") }) });

/** A whole product as a client sends it. */
export const ProductBody = Type.Object(
  {
    sku: Sku,
    name,
    description: Type.Optional(description),
    category,
    price: Money,
    attributes: Type.Optional(ProductAttributes),
    weightGrams: Type.Optional(weightGrams),
    status: Type.Optional(ProductStatus),
  },
  closed,
);

const nullable = <S extends Type.TSchema>(schema: S) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

/** Changes to a product, by RFC 7396. */
export const ProductPatchBody = Type.Object(
  {
    sku: Type.Optional(Sku),
    name: Type.Optional(name),
    description: nullable(description),
    category: Type.Optional(category),
    price: Type.Optional(Money),
    attributes: nullable(
      Type.Record(
        Type.String({ pattern: attributeName }),
        Type.Union([Type.String({ maxLength: 500 }), Type.Null()]),
        { additionalProperties: false, maxProperties: 100 },
      ),
    ),
    weightGrams: nullable(weightGrams),
    status: Type.Optional(ProductStatus),
  },
  closed,
);

const kept = { version: Type.Integer(), createdAt: Type.String(), updatedAt: Type.String() };

export const Product = Type.Object(
  { id: Type.String(), ...ProductDetails.properties, ...kept },
  { title: "Product" },
);

/** A product in a list: without description, attributes and weight, but with how much is left. */
export const ProductSummary = Type.Object(
  {
    id: Type.String(),
    sku: Sku,
    name,
    category,
    price: Money,
    status: ProductStatus,
    stockLevel: StockLevel,
    ...kept,
  },
  { title: "ProductSummary" },
);

/** The whole product with what was left out filled in. */
export function detailsOf(body: Static<typeof ProductBody>): ProductDetails {
  const { description = "", attributes = {}, weightGrams = 0, status = "active", ...given } = body;
  return { ...given, description, attributes, weightGrams, status };
}

/** `undefined` when the product is not there, or not any more. */
export function shown(id: string, state: ProductState): Static<typeof Product> | undefined {
  const { phase, details, version, createdAt, updatedAt } = state;
  if (phase !== "live" || details === undefined) return undefined;
  return {
    id,
    ...details,
    version,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
