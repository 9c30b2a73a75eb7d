import type { operations } from "../../api/generated/schema.ts";

type OrderQuery = NonNullable<operations["listOrders"]["parameters"]["query"]>;
export type OrderStatus = NonNullable<OrderQuery["status"]>;

export const searchKinds = ["number", "reference", "customer", "id"] as const;
export type SearchKind = (typeof searchKinds)[number];

export const orderStatuses: readonly OrderStatus[] = [
  "pending",
  "confirmed",
  "completed",
  "cancelled",
];

/** What the address of the list says. */
export interface OrderFilter {
  readonly text: string;
  readonly kind: SearchKind;
  readonly query: OrderQuery;
}

/** Reads the filter from the address; what it does not know there is left out. */
export function filterOf(parameters: URLSearchParams): OrderFilter {
  const text = (parameters.get("q") ?? "").trim();
  const kind = searchKinds.find((each) => each === parameters.get("by")) ?? kindOf(text);
  const status = orderStatuses.find((each) => each === parameters.get("status"));
  const from = timeOf(parameters.get("from"));
  const to = timeOf(parameters.get("to"));
  return {
    text,
    kind,
    query: {
      ...(text === "" || kind === "id" ? {} : searched(text, kind)),
      ...(status === undefined ? {} : { status }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  };
}

/** What a text is meant to be when nobody said so. */
function kindOf(text: string): SearchKind {
  if (text.startsWith("ord_")) return "id";
  if (/^\d{1,15}$/.test(text)) return "number";
  return /^\S+@\S+\.\S+$/.test(text) ? "customer" : "reference";
}

function searched(text: string, kind: Exclude<SearchKind, "id">): OrderQuery {
  if (kind === "number") return { number: Number(text) };
  return kind === "customer" ? { customer: text } : { reference: text };
}

function timeOf(text: string | null): string | undefined {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

/** A time of the API as a field for local times has it, to the minute. */
export function localTime(iso: string | undefined): string {
  if (iso === undefined) return "";
  const date = new Date(iso);
  const shifted = date.getTime() - date.getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}
