import type { LogFilter } from "./log-calls.ts";

export const services = [
  "api",
  "catalog",
  "checkout",
  "fulfilment",
  "inventory",
  "notifications",
  "orders",
  "payments",
  "waybill",
] as const;
export const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

const patterns = {
  service: /^[a-z-]{1,40}$/,
  orderId: /^ord_[0-9a-z]{26}$/,
  correlationId: /^[\w.:/-]{1,128}$/,
  traceId: /^[0-9a-f]{32}$/,
  text: /^.{1,200}$/,
} as const;

export type FilterName = keyof typeof patterns;

/** What the API takes of an address; of a field that is not whole yet, nothing. */
export function filterOf(parameters: URLSearchParams): LogFilter {
  const given = Object.entries(patterns).flatMap(([name, pattern]) => {
    const value = parameters.get(name) ?? "";
    return pattern.test(value) ? [[name, value]] : [];
  });
  const level = levels.find((each) => each === parameters.get("level"));
  return { ...(Object.fromEntries(given) as LogFilter), ...(level === undefined ? {} : { level }) };
}

/** Whether what is written there can be looked for. */
export function isWhole(name: FilterName, value: string): boolean {
  return value === "" || patterns[name].test(value);
}
