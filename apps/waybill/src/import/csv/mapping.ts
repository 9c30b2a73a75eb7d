import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Terminal, errorMessage } from "@waybill/kit";
import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { parse } from "yaml";
import { Unusable } from "../../failure.ts";

const closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Words = Type.Array(Type.String(), { maxItems: 1_000 });

const Fields = Type.Object(
  {
    order: Name,
    sku: Name,
    unitPrice: Name,
    quantity: Name,
    productName: Name,
    category: Name,
    email: Name,
    customerName: Name,
    line1: Name,
    line2: Name,
    city: Name,
    region: Name,
    postalCode: Name,
    country: Name,
    currency: Name,
    shipping: Name,
    paid: Name,
    placedAt: Name,
    status: Name,
  },
  closed,
);
export type Field = keyof Static<typeof Fields>;

const Mapping = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" }),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    decimal: Type.Optional(Type.Union([Type.Literal("."), Type.Literal(",")])),
    columns: Type.Partial(Fields, closed),
    values: Type.Optional(Type.Partial(Fields, closed)),
    status: Type.Optional(
      Type.Object(
        {
          completed: Type.Optional(Words),
          cancelled: Type.Optional(Words),
          unavailable: Type.Optional(Words),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** What the columns of an orders file mean; `examples/orders.yaml` shows and explains all of it. */
export type Mapping = Static<typeof Mapping>;

/** Without these there is no order. */
const needed: readonly Field[] = [
  "order",
  "sku",
  "unitPrice",
  "email",
  "line1",
  "city",
  "postalCode",
  "country",
  "currency",
];
const check = Compile(Mapping);

/** @throws Terminal `mapping-unreadable`, or `mapping-invalid` with the place */
export function readMapping(path: string): Mapping {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `cannot read the mapping ${path}: ${errorMessage(cause)}`;
    throw new Unusable("mapping-unreadable", message, { cause });
  }
  return parseMapping(text, basename(path));
}

/** @param file its name in errors */
export function parseMapping(text: string, file: string): Mapping {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw invalid(file, errorMessage(cause), cause);
  }
  if (!check.Check(value)) {
    const [first] = check.Errors(value);
    const place = (first?.instancePath ?? "").slice(1).replaceAll("/", ".");
    throw invalid(file, `${place === "" ? "the whole" : place} ${first?.message ?? "is wrong"}`);
  }
  for (const field of needed) {
    if (value.columns[field] === undefined && value.values?.[field] === undefined) {
      const message = `${field} has neither a column (columns.${field}) nor a value (values.${field})`;
      throw invalid(file, message);
    }
  }
  if (value.columns.order === undefined || value.columns.sku === undefined) {
    throw invalid(file, "order and sku need a column; a value would make one order of the file");
  }
  return value;
}

function invalid(file: string, what: string, cause?: unknown): Terminal {
  return new Unusable("mapping-invalid", `${file}: ${what}`, { cause });
}
