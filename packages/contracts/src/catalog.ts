import Type, { type Static } from "typebox";
import { event } from "./contract.ts";
import { Money, Sku } from "./values.ts";

const source = "catalog";
const subject = "productId";

export const ProductStatus = Type.Union([
  Type.Literal("active"),
  Type.Literal("draft"),
  Type.Literal("archived"),
]);

export const maxAttributes = 50;
/** 1 to 64 characters, none of them a control character. */
export const attributeName = "^[^\\u0000-\\u001f\\u007f]{1,64}$";

/** Flat: name to value, such as `{ "colour": "blue" }`. */
export const ProductAttributes = Type.Record(
  Type.String({ pattern: attributeName }),
  Type.String({ maxLength: 500 }),
  { additionalProperties: false, maxProperties: maxAttributes },
);

/** What a shop says of a product. */
export const ProductDetails = Type.Object({
  sku: Sku,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.String({ maxLength: 10_000 }),
  category: Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,63}$" }),
  price: Money,
  attributes: ProductAttributes,
  weightGrams: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
  status: ProductStatus,
});
export type ProductDetails = Static<typeof ProductDetails>;

const product = Type.Object({ productId: Type.String(), ...ProductDetails.properties });

export const ProductCreated = event({
  source,
  subject,
  type: "ProductCreated",
  topic: "products",
  schema: product,
});

export const ProductUpdated = event({
  source,
  subject,
  type: "ProductUpdated",
  topic: "products",
  schema: product,
});

export const ProductDeleted = event({
  source,
  subject,
  type: "ProductDeleted",
  topic: "products",
  schema: Type.Object({ productId: Type.String(), sku: Sku }),
});
