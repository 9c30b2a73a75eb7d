import { duration } from "../comparison.ts";
import { rounded, slopes, steps, type Sample } from "./lines.ts";
import { decadeScale, linearScale, timeScale, type Scale } from "./scales.ts";

const width = 860;
const left = 70;
const right = width - 16;
const panelHeight = 150;
const panelGap = 46;
const top = 82;
const dashes = ["", "7 4", "2 3", "9 3 2 3", "1 4", "12 4"];

/** One above the other, over the same time. */
export interface Panel {
  readonly title: string;
  /** `counts`: whole numbers, which keep their value until the next one. */
  readonly kind: "rates" | "decades" | "counts";
  /** In the order of the legend; a single line that belongs to all of them is in the colour of text. */
  readonly lines: readonly (readonly Sample[])[];
  readonly common?: boolean;
}

export interface Chart {
  readonly title: string;
  readonly legend: readonly string[];
  readonly endSeconds: number;
  readonly panels: readonly Panel[];
}

/**
 * Lines over time as one SVG, to be shown anywhere: it brings its colours for light and dark, and a line
 * is told from the others by its dashes, too. Panels of lines do not need a charting library.
 */
export function svgOf({ title, legend, endSeconds, panels }: Chart): string {
  const x = timeScale({ most: endSeconds, from: left, to: right });
  const height = top + panels.length * (panelHeight + panelGap);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style(legend.length)}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${left}" y="24">${escaped(title)}</text>`,
    legendOf(legend),
    ...panels.map((panel, index) => drawn(panel, { index, x, endSeconds })),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

interface Place {
  readonly index: number;
  readonly x: Scale;
  readonly endSeconds: number;
}

function drawn(
  { title, kind, lines, common = false }: Panel,
  { index, x, endSeconds }: Place,
): string {
  const bottom = top + index * (panelHeight + panelGap) + panelHeight;
  const most = Math.max(0, ...lines.flatMap((line) => line.map(({ value }) => value)));
  const extent = { most, from: bottom, to: bottom - panelHeight };
  const y = kind === "decades" ? decadeScale(extent) : linearScale(extent, kind === "counts");
  const grid = y.ticks.map((tick) => {
    const at = rounded(y.place(tick));
    return `<path class="grid" d="M${left} ${at}H${right}"/><text class="tick" text-anchor="end" x="${left - 8}" y="${at + 4}">${short(tick)}</text>`;
  });
  const times = x.ticks.map((tick) => {
    const at = rounded(x.place(tick));
    return `<path class="grid" d="M${at} ${bottom}V${bottom + 4}"/><text class="tick" text-anchor="middle" x="${at}" y="${bottom + 18}">${duration(tick)}</text>`;
  });
  const path = kind === "decades" ? slopes : steps;
  const series = lines.map((line, run) => {
    const samples = [...line, { seconds: endSeconds, value: line.at(-1)?.value ?? 0 }];
    return `<path class="line ${common ? "load" : `run${run}`}" d="${path(samples, x, y)}"/>`;
  });
  return [
    `<text class="name" x="${left}" y="${bottom - panelHeight - 8}">${title}</text>`,
    ...grid,
    ...times,
    ...series,
  ].join("\n");
}

function legendOf(names: readonly string[]): string {
  const each = (right - left) / Math.max(1, names.length);
  return names
    .map((name, run) => {
      const x = rounded(left + run * each);
      return `<path class="line run${run}" d="M${x} 46h26"/><text class="name" x="${x + 32}" y="50">${escaped(name)}</text>`;
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
