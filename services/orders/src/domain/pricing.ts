import { maxAmount, type Money, type OrderLine } from "@waybill/contracts";
import { Retryable, WaybillError } from "@waybill/kit/pure";

/** A product as this service's copy of the catalogue has it. */
export interface ProductPrice {
  readonly sku: string;
  readonly name: string;
  /** In minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly status: "active" | "draft" | "archived" | "deleted";
}

/** `unknown`: the catalogue has no such SKU. `unavailable`: nobody could be asked. */
export type PriceAnswer = ProductPrice | "unknown" | "unavailable";

export interface RequestedLine {
  readonly sku: string;
  readonly quantity: number;
  /** In place of the catalogue's. */
  readonly unitPrice?: Money;
  readonly name?: string;
}

export interface PriceRequest {
  readonly currency: string;
  readonly lines: readonly RequestedLine[];
  readonly shipping?: Money;
  readonly expectedTotal?: Money;
}

/** Amounts in minor units of the request's currency. */
export interface PricedOrder {
  readonly lines: readonly OrderLine[];
  readonly shipping: number;
  readonly total: number;
}

/**
 * Fixes the prices of an order. `answers[i]` belongs to `lines[i]`.
 * @throws WaybillError 422 `unknown-sku`, `product-unavailable`, `currency-mismatch` or
 *   `amount-too-large`, each with the places that are wrong; 409 `total-changed`; 503 `price-unavailable`
 */
export function priceOrder(request: PriceRequest, answers: readonly PriceAnswer[]): PricedOrder {
  refuseProducts(request, answers);
  refuseCurrencies(request, answers);
  const shipping = request.shipping?.amount ?? 0;
  let total = shipping;
  const lines = request.lines.map((line, index): OrderLine => {
    const product = answers[index];
    const known = typeof product === "object" ? product : undefined;
    const unitPrice = line.unitPrice?.amount ?? known?.amount ?? 0;
    // A product of two amounts within their limits may leave the safe integers, but never so far that it passes for a small one.
    const lineTotal = unitPrice * line.quantity;
    if (lineTotal > maxAmount) throw tooLarge(`/lines/${index}`, `line ${index} for ${line.sku}`);
    total += lineTotal;
    return {
      sku: line.sku,
      name: line.name ?? known?.name ?? line.sku,
      quantity: line.quantity,
      unitPrice,
    };
  });
  if (total > maxAmount) throw tooLarge("", "the order");
  const { expectedTotal } = request;
  if (expectedTotal !== undefined && expectedTotal.amount !== total) {
    throw totalChanged(expectedTotal, total);
  }
  return { lines, shipping, total };
}

interface Place {
  readonly pointer: string;
  readonly message: string;
}

function refuseProducts({ lines }: PriceRequest, answers: readonly PriceAnswer[]): void {
  const unknown: Place[] = [];
  const withdrawn: Place[] = [];
  let unasked: string | undefined;
  for (const [index, line] of lines.entries()) {
    const answer = answers[index] ?? "unavailable";
    const pointer = `/lines/${index}/sku`;
    if (answer === "unknown") {
      unknown.push({ pointer, message: `${line.sku} is not in the catalogue` });
    } else if (answer === "unavailable") {
      unasked ??= line.sku;
    } else if (answer.status !== "active") {
      withdrawn.push({ pointer, message: `${line.sku} is ${answer.status}` });
    }
  }
  if (unknown.length > 0) throw refused("unknown-sku", unknown, "order a SKU of the catalogue");
  if (withdrawn.length > 0) {
    throw refused("product-unavailable", withdrawn, "order a product that is active");
  }
  if (unasked !== undefined) {
    throw new Retryable(
      "price-unavailable",
      `the price of ${unasked} is not known here and the catalogue does not answer: send the same request again in a moment`,
      { details: { sku: unasked } },
    );
  }
}

function refuseCurrencies(request: PriceRequest, answers: readonly PriceAnswer[]): void {
  const { currency, lines, shipping, expectedTotal } = request;
  const wrong: Place[] = [];
  const check = (pointer: string, what: string, found: string): void => {
    if (found === currency) return;
    wrong.push({ pointer, message: `${what} is in ${found} and the order in ${currency}` });
  };
  for (const [index, line] of lines.entries()) {
    const answer = answers[index];
    if (line.unitPrice !== undefined) {
      const pointer = `/lines/${index}/unitPrice/currency`;
      check(pointer, `the price of ${line.sku}`, line.unitPrice.currency);
    } else if (typeof answer === "object") {
      check(`/lines/${index}/sku`, `the price of ${line.sku}`, answer.currency);
    }
  }
  if (shipping !== undefined) check("/shipping/currency", "shipping", shipping.currency);
  if (expectedTotal !== undefined) {
    check("/expectedTotal/currency", "expectedTotal", expectedTotal.currency);
  }
  if (wrong.length > 0) throw refused("currency-mismatch", wrong, "use one currency in an order");
}

/** Places told of one refusal at most; an order may have 1,000 lines. */
const maxPlaces = 8;

function refused(code: string, places: readonly Place[], fix: string): WaybillError {
  const more = places.length > 1 ? `, and ${places.length - 1} more` : "";
  const errors = places
    .slice(0, maxPlaces)
    .map(({ pointer, message }) => ({ in: "body", pointer, code, message }));
  return new WaybillError(code, `${places[0]?.message ?? ""}${more}: ${fix}`, {
    status: 422,
    details: { errors },
  });
}

function tooLarge(pointer: string, what: string): WaybillError {
  const message = `${what} comes to more than ${maxAmount} minor units`;
  return refused("amount-too-large", [{ pointer, message }], "split it into several orders");
}

function totalChanged(expected: Money, total: number): WaybillError {
  const { amount, currency } = expected;
  return new WaybillError(
    "total-changed",
    `the total is ${total} ${currency} in minor units and not ${amount} as expected: show the new total and send the order with it`,
    {
      status: 409,
      details: {
        expectedTotal: expected,
        total: { amount: total, currency },
        difference: { amount: total - amount, currency },
      },
    },
  );
}
