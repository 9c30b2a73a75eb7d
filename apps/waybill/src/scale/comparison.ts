import { grouped, textTable, type Column } from "../text-table.ts";
import type { Run, Settings, Sums } from "./simulation.ts";

/** The runs side by side, and what each policy does. */
export function comparisonText(runs: readonly Run[], settings: Settings): string {
  const numbers: readonly (readonly [title: string, cell: (sums: Sums) => string])[] = [
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
  const columns: readonly Column<Run>[] = [
    { title: "policy", cell: ({ policy }) => policy },
    ...numbers.map(([title, cell]) => ({
      title,
      cell: ({ sums }: Run) => cell(sums),
      right: true,
    })),
  ];
  const legend = runs.map(({ policy, about }) => `  ${policy}: ${about}\n`);
  return `${textTable(columns, runs)}\n${legend.join("")}`;
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
