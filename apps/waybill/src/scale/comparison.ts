import type { Run, Settings, Sums } from "./simulation.ts";

type Column = readonly [title: string, cell: (sums: Sums) => string];

/** The runs side by side, and what each policy does. */
export function comparisonText(runs: readonly Run[], settings: Settings): string {
  const columns: readonly Column[] = [
    ["replica-hours", ({ replicaHours }) => replicaHours.toFixed(1)],
    ["cost", ({ cost }) => cost.toFixed(2)],
    ["worst lag", ({ worstLag }) => grouped(worstLag)],
    ["oldest", ({ worstAgeSeconds }) => duration(worstAgeSeconds)],
    [
      `over ${duration(settings.ageSeconds)}`,
      ({ lateShare }) => `${(lateShare * 100).toFixed(1)}%`,
    ],
    ["changes", ({ changes }) => grouped(changes)],
    ["lag at end", ({ lagAtEnd }) => grouped(lagAtEnd)],
  ];
  const rows = [
    ["policy", ...columns.map(([title]) => title)],
    ...runs.map(({ policy, sums }) => [policy, ...columns.map(([, cell]) => cell(sums))]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
  const legend = runs.map(({ policy, about }) => `  ${policy}: ${about}`);
  return `${[...table, "", ...legend].join("\n")}\n`;
}

/** `90` → `1 min 30 s`, `7260` → `2 h 1 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3_600), "h"],
    [Math.floor((whole % 3_600) / 60), "min"],
    [whole % 60, "s"],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).slice(0, 2);
  return shown.length === 0 ? "0 s" : shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
