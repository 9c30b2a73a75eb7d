export { order, type OrderCommand } from "./domain/order.ts";
export { isEnded, type Order, type OrderState, type OrderStatus } from "./domain/order-state.ts";
export type { AskCatalog } from "./prices/price-book.ts";
export { orders, type OrdersModule, type OrdersOptions } from "./service.ts";
