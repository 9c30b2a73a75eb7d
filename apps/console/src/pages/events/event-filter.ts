import type { operations } from "../../api/generated/schema.ts";

export type EventQuery = NonNullable<operations["listEvents"]["parameters"]["query"]>;

const texts = ["service", "topic", "type", "key", "correlationId"] as const;

/** Reads the filter from the address; what cannot be a value is left out. */
export function filterOf(parameters: URLSearchParams): EventQuery {
  const query: EventQuery = {};
  for (const name of texts) {
    const value = parameters.get(name)?.trim() ?? "";
    if (value !== "") query[name] = value;
  }
  for (const name of ["from", "to"] as const) {
    const at = Date.parse(parameters.get(name) ?? "");
    if (!Number.isNaN(at)) query[name] = new Date(at).toISOString();
  }
  const partition = parameters.get("partition") ?? "";
  if (/^[0-3]$/.test(partition)) query.partition = Number(partition);
  if (parameters.get("order") === "oldest") query.order = "oldest";
  return query;
}

/** Where the list of events with a filter is. */
export function addressOfEvents(query: Readonly<Record<string, string>>): string {
  return `/events?${new URLSearchParams(query).toString()}`;
}
