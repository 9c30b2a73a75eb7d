import type { Recording } from "../read-recording.ts";
import type { Run } from "../simulation.ts";
import type { Sample } from "./lines.ts";
import { svgOf, type Panel } from "./panels.ts";

interface Point {
  readonly seconds: number;
  readonly arrivals: number;
  readonly lag: number;
  readonly replicas: number;
}

type Series = readonly Point[];

/** Load, lag and replicas over time, for each policy that was tried on the same load. */
export function chartOf(title: string, runs: readonly Run[]): string {
  const all = runs.map(({ series }) => series);
  return svgOf({
    title,
    legend: runs.map(({ policy }) => policy),
    endSeconds: endOf(all),
    panels: [{ ...loads(all.slice(0, 1)), common: true }, ...outcomes(all)],
  });
}

/** The same as it was recorded, for each service. */
export function recordedChart(title: string, recordings: readonly Recording[]): string {
  const all = recordings.map(({ points }) => points);
  return svgOf({
    title,
    legend: recordings.map(({ name }) => name),
    endSeconds: endOf(all),
    panels: [loads(all), ...outcomes(all)],
  });
}

function loads(all: readonly Series[]): Panel {
  return {
    title: "load, messages a second",
    kind: "rates",
    lines: all.map(samples(({ arrivals }) => arrivals)),
  };
}

function outcomes(all: readonly Series[]): readonly Panel[] {
  return [
    {
      title: "lag, messages (each line ten times the one below)",
      kind: "decades",
      lines: all.map(samples(({ lag }) => lag)),
    },
    { title: "replicas", kind: "counts", lines: all.map(samples(({ replicas }) => replicas)) },
  ];
}

/** The last point holds as long as the first did. */
function endOf(all: readonly Series[]): number {
  const ends = all.map((series) => (series.at(-1)?.seconds ?? 0) + (series[1]?.seconds ?? 1));
  return Math.max(1, ...ends);
}

function samples(of: (point: Point) => number): (series: Series) => readonly Sample[] {
  return (series) => series.map((point) => ({ seconds: point.seconds, value: of(point) }));
}
