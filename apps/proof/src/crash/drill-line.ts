import type { Drill, Line, Verdict } from "./drill.ts";
import type { Evidence } from "./evidence.ts";

const listedViolations = 20;

export interface Outcome {
  readonly orders: number;
  readonly completed: number;
  readonly goodputs: readonly [before: number, during: number, after: number];
}

interface Ending {
  readonly evidence: Evidence;
  /** Undefined when the drill was stopped by an error. */
  readonly outcome: Outcome | undefined;
  readonly ms: number;
}

/** What is printed of a drill. */
export function lineOf({ name, faults }: Drill, { evidence, outcome, ms }: Ending): Line {
  const { hits, times, drainedMs, violations, notes } = evidence;
  const [verdict, reasons] = judge(evidence, outcome);
  const sorted = evidence.recoveriesMs.toSorted((a, b) => a - b);
  const [before, during, after] = outcome?.goodputs ?? [null, null, null];
  return {
    fault: faults.join(","),
    drill: name,
    hit: hits,
    times,
    recoveredAfterSeconds: orNull(sorted.at(-1)),
    recoveredAfterSecondsMedian: orNull(sorted[Math.floor(sorted.length / 2)]),
    drainedAfterSeconds: orNull(drainedMs),
    goodputBefore: before,
    goodputDuring: during,
    goodputAfter: after,
    goodputRatio: before === null || after === null ? null : ratio(after, before),
    orders: outcome?.orders ?? 0,
    seconds: inSeconds(ms),
    violations: shortened(violations),
    verdict,
    why: [...reasons, ...notes].join("; "),
  };
}

/** A run in which nothing succeeded, or whose fault hit nothing, proves nothing. */
export function judge(
  {
    notHere,
    violations,
    hits,
    missed,
  }: Pick<Evidence, "notHere" | "violations" | "hits" | "missed">,
  outcome: Pick<Outcome, "completed"> | undefined,
): readonly [Verdict, readonly string[]] {
  if (notHere !== undefined) return ["not-here", [`not on this machine, because ${notHere}`]];
  if (violations.length > 0) return ["failed", []];
  if (missed.length > 0) return ["unknown", [`never reached: ${missed.join(", ")}`]];
  if (hits === 0) return ["unknown", ["the fault hit nothing in flight"]];
  if (outcome === undefined || outcome.completed === 0)
    return ["unknown", ["no order was completed"]];
  return ["passed", []];
}

function ratio(after: number, before: number): number | null {
  return before === 0 ? null : Math.round((after / before) * 100) / 100;
}

function shortened(violations: readonly string[]): readonly string[] {
  const more = violations.length - listedViolations;
  return more > 0
    ? [...violations.slice(0, listedViolations), `and ${more} more`]
    : [...violations];
}

function orNull(ms: number | undefined): number | null {
  return ms === undefined ? null : inSeconds(ms);
}

export function inSeconds(ms: number): number {
  return Math.round(ms / 10) / 100;
}
