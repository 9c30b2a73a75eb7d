import { useElementSize } from "@mantine/hooks";
import { axisLabels } from "./axis-labels.ts";
import classes from "./time-axis.module.css";
import type { TimeScale } from "./time-scale.ts";

/** The times above what is drawn to a scale, as many as its width has room for. */
export function TimeAxis({ scale }: { readonly scale: TimeScale }) {
  const { ref, width } = useElementSize<HTMLSpanElement>();
  return (
    <span ref={ref} className={classes["axis"]}>
      {axisLabels(scale.ticks, width).map(({ at, text, endsThere }) => (
        <span key={at} style={{ left: `${at * 100}%` }} data-ends-there={endsThere || undefined}>
          {text}
        </span>
      ))}
    </span>
  );
}
