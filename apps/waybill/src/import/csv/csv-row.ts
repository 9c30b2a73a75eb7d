import type { Address, Customer } from "@waybill/contracts";
import type { AmountFormat } from "../amount.ts";
import type { Outcome } from "../import-source.ts";
import { BadCell, type TableRow } from "../table.ts";
import type { Field, Mapping } from "./mapping.ts";

/** What every row of an order says of the whole order. */
export interface OrderFacts {
  readonly outcome: Outcome;
  readonly currency: string;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly shipping: number;
  readonly paid?: number;
  readonly placedAt?: string;
}

export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** Reads the cells of an orders file as its mapping says. */
export class CsvRow {
  readonly #row: TableRow;
  readonly #mapping: Mapping;

  constructor(row: TableRow, mapping: Mapping) {
    this.#row = row;
    this.#mapping = mapping;
  }

  get line(): number {
    return this.#row.line;
  }

  /** @throws BadCell when the row belongs to no order */
  get order(): string {
    return this.#row.filled(this.#mapping.columns.order ?? "");
  }

  /** A row without a SKU is the order itself, without an item. */
  get hasItem(): boolean {
    return this.#text("sku") !== "";
  }

  /** @throws BadCell */
  item(): Item {
    const sku = this.#filled("sku");
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(sku)) {
      throw this.#bad(
        "sku",
        "is no SKU; it has 1 to 64 letters, digits, dots, hyphens or underscores",
      );
    }
    const name = this.#text("productName");
    return {
      sku,
      name: name === "" ? sku : name.slice(0, 200),
      category: categoryOf(this.#text("category")),
      quantity: this.#quantity(),
      unitPrice: this.#amount("unitPrice", this.#format()),
    };
  }

  /** @throws BadCell */
  facts(): OrderFacts {
    const format = this.#format();
    const email = this.#filled("email");
    const given = this.#text("customerName");
    const name = given === "" ? email.slice(0, 200) : given;
    const placedAt = this.#placedAt();
    return {
      outcome: this.#outcome(),
      currency: format.currency,
      customer: { email, name },
      shippingAddress: {
        name,
        line1: this.#filled("line1"),
        ...this.#optional("line2"),
        city: this.#filled("city"),
        ...this.#optional("region"),
        postalCode: this.#filled("postalCode"),
        country: this.#filled("country"),
      },
      shipping: this.#text("shipping") === "" ? 0 : this.#amount("shipping", format),
      ...(this.#text("paid") === "" ? {} : { paid: this.#amount("paid", format) }),
      ...(placedAt === undefined ? {} : { placedAt }),
    };
  }

  #format(): AmountFormat {
    const currency = this.#filled("currency");
    if (!/^[A-Z]{3}$/.test(currency)) throw this.#bad("currency", "is no ISO 4217 code");
    return { currency, decimal: this.#mapping.decimal ?? "." };
  }

  #quantity(): number {
    const column = this.#mapping.columns.quantity;
    if (column !== undefined) return this.#row.count(column);
    return Number(this.#mapping.values?.quantity ?? "1");
  }

  #outcome(): Outcome {
    const { status, columns } = this.#mapping;
    if (columns.status === undefined || status === undefined) return "completed";
    const word = this.#text("status");
    if (status.completed?.includes(word) === true) return "completed";
    if (status.cancelled?.includes(word) === true) return "cancelled";
    if (status.unavailable?.includes(word) === true) return "unavailable";
    throw this.#bad("status", "is in none of the lists under status of the mapping");
  }

  /** A time without a zone is taken as UTC. */
  #placedAt(): string | undefined {
    const text = this.#text("placedAt");
    if (text === "") return undefined;
    const parts =
      /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
    const [, date = "", time = "00:00:00", zone = "Z"] = parts ?? [];
    const at = Date.parse(`${date}T${time}${zone}`);
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    throw this.#bad("placedAt", "is no time; write it as 2026-01-31T12:00:00Z");
  }

  #optional<Name extends "line2" | "region">(field: Name): Partial<Record<Name, string>> {
    const text = this.#text(field);
    return text === "" ? {} : ({ [field]: text } as Partial<Record<Name, string>>);
  }

  #amount(field: Field, format: AmountFormat): number {
    return this.#row.amount(this.#column(field), format);
  }

  #filled(field: Field): string {
    const text = this.#text(field);
    if (text === "") throw this.#bad(field, "is empty, and there has to be a value");
    return text;
  }

  /** The cell, or where that is empty or has no column, the mapping's value. */
  #text(field: Field): string {
    const column = this.#mapping.columns[field];
    const text = column === undefined ? "" : this.#row.text(column);
    return text === "" ? (this.#mapping.values?.[field] ?? "") : text;
  }

  #bad(field: Field, why: string): BadCell {
    return new BadCell(this.#row, this.#column(field), why);
  }

  #column(field: Field): string {
    return this.#mapping.columns[field] ?? `(values.${field} of the mapping)`;
  }
}

/** A category is a slug here: `Garden & Home` becomes `garden-home`. */
function categoryOf(text: string): string {
  const slug = text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+/, "")
    .slice(0, 64)
    .replace(/-+$/, "");
  return slug === "" ? "uncategorised" : slug;
}
