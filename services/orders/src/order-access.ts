import type { Money } from "@waybill/contracts";
import { HttpError, type Principal } from "@waybill/kit";
import type { Order } from "./domain/order-state.ts";
import type { PlaceOrder } from "./schemas.ts";
import { customerKey } from "./views.ts";

/** Whether a caller may see and change an order: operators their tenant's, customers their own. */
export function mayAccess(principal: Principal, order: Order): boolean {
  if (order.tenant !== principal.tenant) return false;
  return isOpenTo(principal, order.customer.email);
}

/** Whether a caller may know of this customer: an order was another's before its e-mail was corrected. */
export function isOpenTo(principal: Principal, email: string): boolean {
  return principal.role !== "customer" || isOwn(principal, email);
}

/** @throws HttpError 404 `order-not-found`, the same whether the order is another's or does not exist */
export function orderNotFound(id: string): HttpError {
  return new HttpError("order-not-found", `There is no order ${id}: check the id.`, {
    status: 404,
  });
}

/** @throws HttpError 403 `other-customer` when a customer's key acts for another e-mail address than its own */
export function assertOwnCustomer(principal: Principal, email: string): void {
  if (isOpenTo(principal, email)) return;
  throw principal.customer === undefined ? unbound() : otherCustomer();
}

/**
 * The customer whose orders a caller may list; `undefined`: everyone's.
 * @throws HttpError 403 `other-customer`
 */
export function listedCustomer(
  principal: Principal,
  asked: string | undefined,
): string | undefined {
  if (principal.role !== "customer") return asked;
  if (principal.customer === undefined) throw unbound();
  if (asked !== undefined && !isOwn(principal, asked)) throw otherCustomer();
  return principal.customer;
}

type Priced = Pick<PlaceOrder, "shipping" | "placedAt"> & {
  readonly lines: readonly { readonly unitPrice?: Money; readonly name?: string }[];
};

/** @throws HttpError 403 `price-override-forbidden` when a customer's key says what only the shop may say */
export function assertMayPrice(principal: Principal, body: Priced): void {
  if (principal.role !== "customer") return;
  const pointer = overridePointer(body);
  if (pointer === undefined) return;
  throw new HttpError(
    "price-override-forbidden",
    `A customer's key may not send ${pointer}: leave it out, prices come from the catalogue.`,
    {
      status: 403,
      errors: [{ in: "body", pointer, code: "forbidden", message: "only for operators" }],
    },
  );
}

function overridePointer({ lines, shipping, placedAt }: Priced): string | undefined {
  if (shipping !== undefined) return "/shipping";
  if (placedAt !== undefined) return "/placedAt";
  for (const [index, line] of lines.entries()) {
    if (line.unitPrice !== undefined) return `/lines/${index}/unitPrice`;
    if (line.name !== undefined) return `/lines/${index}/name`;
  }
  return undefined;
}

function isOwn({ customer }: Principal, email: string): boolean {
  return customer !== undefined && customerKey(customer) === customerKey(email);
}

function otherCustomer(): HttpError {
  return new HttpError(
    "other-customer",
    "This key stands for another customer: use the e-mail address that the key is bound to.",
    { status: 403 },
  );
}

function unbound(): HttpError {
  return new HttpError(
    "other-customer",
    "This customer's key is not bound to an e-mail address: have one made that is.",
    { status: 403 },
  );
}
