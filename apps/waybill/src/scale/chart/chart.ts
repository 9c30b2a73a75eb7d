import { duration } from "../comparison.ts";
import type { SeriesPoint } from "../series.ts";
import type { Run } from "../simulation.ts";
import { rounded, slopes, steps } from "./lines.ts";
import { decadeScale, linearScale, timeScale, type Scale } from "./scales.ts";

const width = 860;
const left = 70;
const right = width - 16;
const panelHeight = 150;
const panelGap = 46;
const top = 82;
const dashes = ["", "7 4", "2 3", "9 3 2 3", "1 4", "12 4"];

interface Panel {
  readonly title: string;
  readonly y: Scale;
  readonly label: (value: number) => string;
  readonly paths: readonly string[];
}

/**
 * Load, lag and replicas over time as one SVG, to be shown anywhere: it brings its colours for light
 * and dark, and a line is told from the others by its dashes, too. Three panels of lines do not need a
 * charting library.
 */
export function chartOf(title: string, runs: readonly Run[]): string {
  const first = runs[0]?.series ?? [];
  const endSeconds = Math.max(1, (first.at(-1)?.seconds ?? 0) + (first[1]?.seconds ?? 1));
  const x = timeScale({ most: endSeconds, from: left, to: right });
  const panels = panelsOf(runs, x, endSeconds);
  const height = top + panels.length * (panelHeight + panelGap);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style(runs.length)}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${left}" y="24">${escaped(title)}</text>`,
    legend(runs),
    ...panels.map((panel, index) => drawn(panel, index, x)),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function panelsOf(runs: readonly Run[], x: Scale, endSeconds: number): readonly Panel[] {
  const most = (of: (point: SeriesPoint) => number): number =>
    Math.max(0, ...runs.flatMap(({ series }) => series.map(of)));
  const range = (index: number) => {
    const from = top + index * (panelHeight + panelGap) + panelHeight;
    return { from, to: from - panelHeight };
  };
  const samples = ({ series }: Run, of: (point: SeriesPoint) => number) => {
    const all = series.map((point) => ({ seconds: point.seconds, value: of(point) }));
    return [...all, { seconds: endSeconds, value: all.at(-1)?.value ?? 0 }];
  };
  const load = linearScale({ most: most(({ arrivals }) => arrivals), ...range(0) });
  const lag = decadeScale({ most: most(({ lag }) => lag), ...range(1) });
  const replicas = linearScale({ most: most(({ replicas }) => replicas), ...range(2) }, true);
  const [first] = runs;
  const loads =
    first === undefined
      ? []
      : [
          steps(
            samples(first, (each) => each.arrivals),
            x,
            load,
          ),
        ];
  return [
    { title: "load, messages a second", y: load, label: short, paths: loads },
    {
      title: "lag, messages (each line ten times the one below)",
      y: lag,
      label: short,
      paths: runs.map((run) =>
        slopes(
          samples(run, (each) => each.lag),
          x,
          lag,
        ),
      ),
    },
    {
      title: "replicas",
      y: replicas,
      label: short,
      paths: runs.map((run) =>
        steps(
          samples(run, (each) => each.replicas),
          x,
          replicas,
        ),
      ),
    },
  ];
}

function drawn({ title, y, label, paths }: Panel, index: number, x: Scale): string {
  const bottom = top + index * (panelHeight + panelGap) + panelHeight;
  const lines = y.ticks.map((tick) => {
    const at = rounded(y.place(tick));
    return `<path class="grid" d="M${left} ${at}H${right}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${at + 4}">${label(tick)}</text>`;
  });
  const times = x.ticks.map((tick) => {
    const at = rounded(x.place(tick));
    return `<path class="grid" d="M${at} ${bottom}V${bottom + 4}"/><text class="tick" text-anchor="middle" x="${at}" y="${bottom + 18}">${duration(tick)}</text>`;
  });
  // The load is the same for all, so its line is in the colour of text.
  const series = paths.map(
    (path, run) => `<path class="line ${index === 0 ? "load" : `run${run}`}" d="${path}"/>`,
  );
  return [
    `<text class="name" x="${left}" y="${bottom - panelHeight - 8}">${title}</text>`,
    ...lines,
    ...times,
    ...series,
  ].join("\n");
}

function legend(runs: readonly Run[]): string {
  const each = (right - left) / Math.max(1, runs.length);
  return runs
    .map(({ policy }, run) => {
      const x = rounded(left + run * each);
      return `<path class="line run${run}" d="M${x} 46h26"/><text class="name" x="${x + 32}" y="50">${escaped(policy)}</text>`;
    })
    .join("\n");
}

function style(runs: number): string {
  // Okabe and Ito's colours, which people who are colour-blind can tell apart; lighter on dark ground.
  const light = ["#0072b2", "#d55e00", "#007a5a", "#a34f83", "#8a6d00", "#56606b"];
  const dark = ["#56b4e9", "#f0915a", "#3fcf9f", "#e39cc8", "#f0e442", "#b8c0c8"];
  const colours = (of: readonly string[]): string =>
    Array.from({ length: runs }, (_, run) => `.run${run}{stroke:${of[run % of.length]}}`).join("");
  const dashed = Array.from(
    { length: runs },
    (_, run) => `.run${run}{stroke-dasharray:${dashes[run % dashes.length] || "none"}}`,
  ).join("");
  return [
    "text{font:12px system-ui,sans-serif;fill:#1c2024}.title{font-size:15px;font-weight:600}.tick{font-size:11px;fill:#5a636d}",
    ".ground{fill:#fff}.grid{stroke:#dfe3e8;fill:none}.line{fill:none;stroke-width:1.8}.load{stroke:#1c2024}",
    colours(light),
    dashed,
    `@media(prefers-color-scheme:dark){text{fill:#e8eaed}.tick{fill:#a3abb5}.ground{fill:#15181c}.grid{stroke:#31373e}.load{stroke:#e8eaed}${colours(dark)}}`,
  ].join("");
}

function short(value: number): string {
  if (value >= 1e6) return `${rounded(value / 1e6)}M`;
  return value >= 1e3 ? `${rounded(value / 1e3)}k` : `${Math.round(value * 100) / 100}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
