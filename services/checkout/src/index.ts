export { checkoutProcess } from "./domain/checkout.ts";
export { defaultTiming, type CheckoutTiming } from "./domain/timing.ts";
export { checkout, type CheckoutOptions } from "./service.ts";
