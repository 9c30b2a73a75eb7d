import * as catalog from "./catalog.ts";
import * as checkout from "./checkout.ts";
import type { Contract } from "./contract.ts";
import * as fulfilment from "./fulfilment.ts";
import * as inventory from "./inventory.ts";
import * as notifications from "./notifications.ts";
import * as orders from "./orders.ts";
import * as payments from "./payments.ts";

export * from "./catalog.ts";
export * from "./checkout.ts";
export { event, type Contract, type DataOf } from "./contract.ts";
export * from "./fulfilment.ts";
export * from "./inventory.ts";
export { minorDigits } from "./minor-units.ts";
export * from "./notifications.ts";
export * from "./orders.ts";
export * from "./payments.ts";
export * from "./values.ts";

function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && "topic" in value && "schema" in value;
}

/** Every event of every service. */
export const contracts: readonly Contract[] = [
  catalog,
  inventory,
  orders,
  checkout,
  payments,
  fulfilment,
  notifications,
]
  .flatMap((domain) => Object.values<unknown>(domain))
  .filter(isContract);
