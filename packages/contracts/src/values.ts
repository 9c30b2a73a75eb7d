import Type, { type Static } from "typebox";

/** Prefixed, time-ordered id: prefix, `_`, 26 characters of Crockford's base 32. */
export const idPattern = (prefix: string): string => `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`;

/** Largest amount that a single field may hold; a total of 1,000 lines still is a safe integer. */
export const maxAmount = 1_000_000_000_000;
export const maxQuantity = 100_000;
export const maxLines = 1_000;

export const Currency = Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217" });
export const Sku = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
export const LocationCode = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" });
export const OrderId = Type.String({ pattern: idPattern("ord") });
export const Quantity = Type.Integer({ minimum: 1, maximum: maxQuantity });
export const Amount = Type.Integer({ minimum: 0, maximum: maxAmount });

/** Integer minor units: 12.90 EUR is `{ amount: 1290, currency: "EUR" }`. */
export const Money = Type.Object(
  { amount: Amount, currency: Currency },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;

export const Customer = Type.Object(
  {
    email: Type.String({ format: "email", maxLength: 254 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
);
export type Customer = Static<typeof Customer>;

export const Address = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    line1: Type.String({ minLength: 1, maxLength: 200 }),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    city: Type.String({ minLength: 1, maxLength: 100 }),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    postalCode: Type.String({ minLength: 1, maxLength: 20 }),
    country: Type.String({ pattern: "^[A-Z]{2}$", description: "ISO 3166-1 alpha-2" }),
  },
  { additionalProperties: false },
);
export type Address = Static<typeof Address>;

/** A quantity of a SKU at a stock location; over all lines of an order, so it may pass the limit of one line. */
export const Allocation = Type.Object({
  sku: Sku,
  location: LocationCode,
  quantity: Type.Integer({ minimum: 1 }),
});
export type Allocation = Static<typeof Allocation>;

/**
 * What a process notes on each event of its own: where it went and what it learnt. The state of
 * an instance is folded from these marks alone.
 */
export const ProcessMark = Type.Object({
  phase: Type.Union([
    Type.Literal("waiting"),
    Type.Literal("forward"),
    Type.Literal("backward"),
    Type.Literal("completed"),
    Type.Literal("cancelled"),
  ]),
  step: Type.String(),
  /** From 1; a request sent again carries the next. */
  attempt: Type.Integer(),
  /** When the instance looks at itself again, in milliseconds since 1970. */
  due: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
  stuck: Type.Optional(Type.Boolean()),
  learnt: Type.Optional(Type.Unknown()),
});
export type ProcessMark = Static<typeof ProcessMark>;
