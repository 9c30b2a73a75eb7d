/** The seven, as processes are named by them. */
export const serviceNames: readonly string[] = [
  "catalog",
  "inventory",
  "orders",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
];
