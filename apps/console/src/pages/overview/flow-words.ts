import { counted } from "../../parts/counted.ts";
import type { Flow } from "./overview-calls.ts";
import { durationText, rateText } from "./quantities.ts";

/** How a flow is, in one line. */
export function flowWords({ from, to, perSecond, lag, oldestSeconds }: Flow): string {
  return `${from} to ${to}: ${rateText(perSecond)} events a second, ${waiting(lag, oldestSeconds)}`;
}

export function waiting(lag: number, oldestSeconds: number): string {
  if (lag === 0) return "nothing waits";
  const oldest = durationText(oldestSeconds * 1_000);
  return `${counted(lag, "waits", "wait")}, the oldest for ${oldest}`;
}
