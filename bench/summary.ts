import { median } from "./median.ts";
import type { MillionResult, RunResult } from "./one-run.ts";

/** A line of the table: what, its figure, and what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** As the issue that set the goals has it; absent: no goal. */
  readonly goal?: string;
}

type Pick = (run: RunResult) => number | undefined;

/** Medians over the runs. Ratios are taken within each run, before the median: its two sides then had the same machine. */
export function figuresOf(
  runs: readonly RunResult[],
  million: MillionResult | undefined,
): readonly Figure[] {
  const figures: Figure[] = [];
  const add = (figure: Omit<Figure, "value">, pick: Pick): void => {
    const values = runs.flatMap((run) => pick(run) ?? []);
    if (values.length > 0) figures.push({ ...figure, value: median(values) });
  };
  const perSecond = "orders/s";
  add(
    { name: "pgbench, six transactions an order, 32 clients", unit: perSecond },
    (run) => run.naive?.ordersPerSecond,
  );
  add({ name: "End to end, completed", unit: perSecond }, (run) => run.endToEnd?.ordersPerSecond);
  add(
    { name: "End to end against pgbench", unit: "×", goal: "≥ 1.5" },
    ratio(
      (run) => run.endToEnd?.ordersPerSecond,
      (run) => run.naive?.ordersPerSecond,
    ),
  );
  add(
    { name: "Acceptance alone", unit: perSecond, goal: "≥ 5000" },
    (run) => run.acceptedPerSecond,
  );
  add({ name: "Uniform SKUs", unit: perSecond }, (run) => run.uniformOrdersPerSecond);
  add({ name: "One hot SKU", unit: perSecond }, (run) => run.hotOrdersPerSecond);
  add(
    { name: "Hot SKU against uniform", unit: "×", goal: "≥ 0.9" },
    ratio(
      (run) => run.hotOrdersPerSecond,
      (run) => run.uniformOrdersPerSecond,
    ),
  );
  add({ name: "10 lines an order", unit: perSecond }, (run) => run.tenLineOrdersPerSecond);
  addLatencies(add);
  addOverview(add);
  addImport(add);
  add(
    { name: "Server process at peak", unit: "MiB", goal: "< 400" },
    (run) => run.endToEnd?.memory.server,
  );
  add(
    { name: "PostgreSQL at peak, all processes", unit: "MiB" },
    (run) => run.endToEnd?.memory.postgres,
  );
  addStartup(add);
  if (million !== undefined) figures.push(...millionFigures(million));
  return figures;
}

function addLatencies(add: (figure: Omit<Figure, "value">, pick: Pick) => void): void {
  const unit = "ms";
  add({ name: "Half of peak", unit: "orders/s" }, (run) => run.atHalfOfPeak?.rate);
  add({ name: "At half of peak: acceptance p50", unit }, (run) => run.atHalfOfPeak?.acceptance.p50);
  add({ name: "At half of peak: acceptance p95", unit }, (run) => run.atHalfOfPeak?.acceptance.p95);
  add(
    { name: "At half of peak: acceptance p99", unit, goal: "< 50" },
    (run) => run.atHalfOfPeak?.acceptance.p99,
  );
  add(
    { name: "At half of peak: order to confirmed p50", unit },
    (run) => run.atHalfOfPeak?.confirmed.p50,
  );
  add(
    { name: "At half of peak: order to confirmed p95", unit },
    (run) => run.atHalfOfPeak?.confirmed.p95,
  );
  add(
    { name: "At half of peak: order to confirmed p99", unit, goal: "< 250" },
    (run) => run.atHalfOfPeak?.confirmed.p99,
  );
}

function addOverview(add: (figure: Omit<Figure, "value">, pick: Pick) => void): void {
  add(
    { name: "Peak with the overview on a screen", unit: "orders/s" },
    (run) => run.overview?.ordersPerSecond,
  );
  add(
    { name: "With the overview on a screen against without", unit: "×", goal: "≥ 0.97" },
    (run) => run.overview?.ratio,
  );
}

/** The goal is 1,000 orders/s, on a machine whose pgbench does 2,270 at the least. */
function addImport(add: (figure: Omit<Figure, "value">, pick: Pick) => void): void {
  add(
    { name: "Import of historic orders, each with goods of its own", unit: "orders/s" },
    (run) => run.importedPerSecond,
  );
  add(
    { name: "Import against pgbench", unit: "×", goal: "≥ 0.44" },
    ratio(
      (run) => run.importedPerSecond,
      (run) => run.naive?.ordersPerSecond,
    ),
  );
}

function addStartup(add: (figure: Omit<Figure, "value">, pick: Pick) => void): void {
  const unit = "ms";
  add({ name: "Start-up, cold: ready", unit }, (run) => run.startup?.coldReadyMs);
  add(
    { name: "Start-up, cold: first order accepted", unit },
    (run) => run.startup?.coldFirstOrderMs,
  );
  add({ name: "Start-up, warm: ready", unit }, (run) => run.startup?.warmReadyMs);
  add(
    { name: "Start-up, warm: first order accepted", unit, goal: "< 5000" },
    (run) => run.startup?.warmFirstOrderMs,
  );
}

function millionFigures(million: MillionResult): readonly Figure[] {
  const { emptyOrdersPerSecond, fullOrdersPerSecond, orders } = million;
  const filled = orders.toLocaleString("en");
  const against = emptyOrdersPerSecond === 0 ? 0 : fullOrdersPerSecond / emptyOrdersPerSecond;
  return [
    { name: "Empty tables", value: emptyOrdersPerSecond, unit: "orders/s" },
    { name: `${filled} orders in the tables`, value: fullOrdersPerSecond, unit: "orders/s" },
    { name: "Full against empty", value: against, unit: "×", goal: "≥ 0.9" },
  ];
}

function ratio(above: Pick, below: Pick): Pick {
  return (run) => {
    const [a, b] = [above(run), below(run)];
    return a === undefined || b === undefined || b === 0 ? undefined : a / b;
  };
}

/** The table of the README. */
export function markdownTable(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ name, value, unit, goal = "" }) => `| ${name} | ${shown(value, unit)} | ${goal} |`,
  );
  return ["| what | measured | goal |", "|---|---|---|", ...rows].join("\n");
}

function shown(value: number, unit: string): string {
  if (unit === "×") return `${value.toFixed(2)}×`;
  const number = value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
  return `${number} ${unit}`;
}
