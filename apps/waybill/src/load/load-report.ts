import type { BacklogSample } from "./backlog-watch.ts";
import type { LatencyReport } from "./latency.ts";
import type { LoadOptions } from "./load-options.ts";
import type { RateProfile } from "./rate-profile.ts";
import type { Tally } from "./tally.ts";

export interface LoadReport {
  readonly mode: "open" | "closed";
  readonly seed: number;
  /** Of the measured time. */
  readonly seconds: number;
  /** Orders, each counted once however often it was sent; the warm-up's too. */
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** Without an answer that says whether the order was taken. */
  readonly unknown: number;
  /** Customers who came and were not served until ten seconds after the end. */
  readonly notSent: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly stillOpen: number;
  readonly counted: Tally["counted"];
  readonly retried: number;
  readonly duplicated: number;
  readonly cancellationsAsked: number;
  /** In milliseconds, from the intended start of an order to its answer. */
  readonly acceptance: LatencyReport;
  /** In milliseconds, from the intended start to the news that the order is confirmed; of a sample. */
  readonly confirmed: LatencyReport;
  /** During the measured time. */
  readonly acceptedPerSecond: number;
  /** By the server's counters, over the measured time. */
  readonly completedPerSecond: number;
  /** Open orders when the measured time began and ended, and their trend by least squares, in orders a second. */
  readonly backlog: {
    readonly atStart: number;
    readonly atEnd: number;
    readonly perSecond: number;
  };
  /** CPU time of this generator, as a share of one core. */
  readonly generatorCpu: number;
}

/** What the server did within the measured time, from the samples that lie in it. */
export function measuredRates(
  samples: readonly BacklogSample[],
  window: { readonly fromSecond: number; readonly toSecond: number },
): Pick<LoadReport, "completedPerSecond" | "backlog"> {
  const within = samples.filter(
    ({ second }) => second >= window.fromSecond && second <= window.toSecond,
  );
  const [first] = within;
  const last = within.at(-1);
  if (first === undefined || last === undefined || last.second <= first.second) {
    return { completedPerSecond: 0, backlog: { atStart: 0, atEnd: 0, perSecond: 0 } };
  }
  return {
    completedPerSecond: rounded((last.completed - first.completed) / (last.second - first.second)),
    backlog: { atStart: first.open, atEnd: last.open, perSecond: rounded(slope(within)) },
  };
}

function slope(samples: readonly BacklogSample[]): number {
  const count = samples.length;
  let [x, y, xy, xx] = [0, 0, 0, 0];
  for (const { second, open } of samples) {
    x += second;
    y += open;
    xy += second * open;
    xx += second * second;
  }
  const spread = count * xx - x * x;
  return spread === 0 ? 0 : (count * xy - x * y) / spread;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function meanRate(profile: RateProfile | undefined): number {
  return profile === undefined ? 0 : profile.orders / profile.seconds;
}

/** The report for a person. */
export function loadText(report: LoadReport, { profile }: LoadOptions): string {
  const codes = Object.entries(report.refusedByCode).map(([code, count]) => `${code} ${count}`);
  const latency = ({ p50, p95, p99, max, samples }: LatencyReport): string =>
    samples === 0
      ? "no sample"
      : `p50 ${p50} ms  p95 ${p95} ms  p99 ${p99} ms  max ${max} ms  (${samples} orders)`;
  const lines = [
    `${report.mode === "open" ? `open loop, ${rounded(meanRate(profile))} orders/s` : "closed loop"}, ${report.seconds} s, seed ${report.seed}`,
    `sent        ${report.sent}${report.notSent > 0 ? `, and ${report.notSent} not in time` : ""}`,
    `accepted    ${report.accepted}  (${report.acceptedPerSecond}/s)`,
    `refused     ${report.refused}${codes.length > 0 ? `  (${codes.join(", ")})` : ""}`,
    `unknown     ${report.unknown}`,
    `completed   ${report.completed}  (${report.completedPerSecond}/s)`,
    `cancelled   ${report.cancelled}  (asked for: ${report.cancellationsAsked})`,
    `still open  ${report.stillOpen}`,
    `repeated    ${report.retried}, answered with another order: ${report.duplicated}`,
    `acceptance  ${latency(report.acceptance)}`,
    `confirmed   ${latency(report.confirmed)}`,
    `backlog     ${report.backlog.atStart} → ${report.backlog.atEnd} open, ${report.backlog.perSecond}/s`,
    `generator   ${Math.round(report.generatorCpu * 100)}% of a core`,
  ];
  return `${lines.join("\n")}\n`;
}
