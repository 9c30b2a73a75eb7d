import { counted } from "../../../parts/counted.ts";
import type { Rebuild, Result, View } from "./view-calls.ts";

export function countText(count: number): string {
  return Math.round(count).toLocaleString("en");
}

export function rowsText(count: number): string {
  return counted(Math.round(count), "row");
}

export function pathOf({ service, view }: Pick<View, "service" | "view">): string {
  return `/events/views/${service}/${view}`;
}

/** What it is made of, in words. */
export function originText({ kind, of, sources }: View): string {
  return kind === "state"
    ? `states of ${of.join(", ")}`
    : `${counted(of.length, "type")} of messages of ${sources.join(", ")}`;
}

export function resultText(result: Result): string {
  const { rows, missing, different, unexpected } = result;
  const parts = [
    [missing, "missing"] as const,
    [different, "with other values"] as const,
    [unexpected, "of nothing in the log"] as const,
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${countText(count)} ${what}`]));
  return parts.length === 0 ? `All rows are right: ${countText(rows)}` : parts.join(", ");
}

const doings: Readonly<Record<Rebuild["phase"], string>> = {
  reading: "Reading the log",
  comparing: "Comparing",
  repairing: "Putting rows right",
};

export function doingText({ phase }: Rebuild): string {
  return doings[phase];
}
