import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useEffectEvent, useRef } from "react";
import uPlot from "uplot";
import classes from "./time-chart.module.css";

export interface Line {
  readonly name: string;
  /** By colour scheme. */
  readonly colour: { readonly light: string; readonly dark: string };
  /** One a step; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
}

interface TimeChartProps {
  readonly label: string;
  /** Start of each step, in seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** A value in words, with its unit. */
  readonly text: (value: number) => string;
}

const height = 150;
const axisColours = { light: "#5c6770", dark: "#9aa4ad" };
const gridColours = { light: "#e6eaed", dark: "#272c31" };

/** Lines over time; the values at the pointer stand below. It keeps its size while values change. */
export function TimeChart(props: TimeChartProps) {
  const scheme = useComputedColorScheme("light");
  // Colours are set when it is drawn, so another scheme is another drawing.
  return <Drawing key={scheme} scheme={scheme} {...props} />;
}

function Drawing(props: TimeChartProps & Pick<Looks, "scheme">) {
  const { label, times, lines } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const draw = useEffectEvent(
    (element: HTMLElement) =>
      new uPlot(optionsOf({ ...props, width: element.clientWidth }), dataOf(times, lines), element),
  );

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const drawn = draw(element);
    chart.current = drawn;
    const observer = new ResizeObserver(() =>
      drawn.setSize({ width: element.clientWidth, height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      chart.current = undefined;
    };
  }, []);

  useEffect(() => chart.current?.setData(dataOf(times, lines)), [times, lines]);

  return <div ref={place} role="img" aria-label={label} className={classes["chart"]} />;
}

function dataOf(times: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

interface Looks extends Pick<TimeChartProps, "lines" | "text"> {
  readonly scheme: "light" | "dark";
  readonly width: number;
}

function optionsOf({ lines, text, scheme, width }: Looks): uPlot.Options {
  const axis = {
    stroke: axisColours[scheme],
    font: "11px system-ui, sans-serif",
    grid: { stroke: gridColours[scheme], width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, highest) => [0, Math.max(highest * 1.1, 1)] } },
    axes: [
      { ...axis, space: 70, values: "{HH}:{mm}" },
      { ...axis, size: 56, space: 30, values: (_, values) => values.map((each) => text(each)) },
    ],
    series: [
      { label: "Time", value: "{HH}:{mm}:{ss}" },
      ...lines.map(({ name, colour }) => ({
        label: name,
        stroke: colour[scheme],
        width: 1.5,
        points: { show: false },
        value: (_: uPlot, value: number | null) => (value === null ? "–" : text(value)),
      })),
    ],
  };
}
