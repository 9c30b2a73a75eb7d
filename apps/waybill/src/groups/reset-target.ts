import { Unusable } from "../failure.ts";

/** Where a group is to go. */
export type ResetTarget =
  | { readonly to: "earliest" }
  | { readonly to: "latest" }
  /** Milliseconds since 1970: what was recorded from then on comes again. */
  | { readonly to: "time"; readonly time: number }
  /** Of the source's log: what stands behind it comes again. */
  | { readonly to: "position"; readonly position: number };

const timeForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads `--to`. A date alone is its midnight in UTC; with a time of day the zone has to be said.
 * @throws {Terminal} `reset-target-invalid`
 */
export function parseResetTarget(text: string): ResetTarget {
  if (text === "earliest" || text === "latest") return { to: text };
  if (/^\d{1,15}$/.test(text)) return { to: "position", position: Number(text) };
  const time = timeForm.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return { to: "time", time };
  throw new Unusable(
    "reset-target-invalid",
    `--to is "${text}"; it has to be earliest, latest, a position such as 1200, or a time with its zone such as 2026-05-01T10:00:00Z`,
  );
}
