import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";
import { counted } from "../../parts/counted.ts";
import type { Curve } from "./flow-layout.ts";
import classes from "./flow-graph.module.css";
import type { Flow } from "./overview-calls.ts";
import { rateText } from "./quantities.ts";

export type FlowEdgeType = Edge<
  { readonly flow: Flow; readonly curve: Curve; readonly behind: boolean; readonly faded: boolean },
  "flow"
>;

/** The rate up to which a line keeps its least width. */
const slowRate = 1;

export function FlowEdge({ data, markerEnd }: EdgeProps<FlowEdgeType>) {
  if (data === undefined) return null;
  const { flow, curve, behind, faded } = data;
  const flowing = flow.perSecond > 0;
  const label = behind ? counted(flow.lag, "waits", "wait") : `${rateText(flow.perSecond)}/s`;
  return (
    <g
      className={classes["edge"] ?? ""}
      data-flowing={flowing}
      data-behind={behind}
      data-faded={faded}
    >
      <BaseEdge
        path={curve.path}
        interactionWidth={18}
        style={{ strokeWidth: widthOf(flow.perSecond) }}
        {...(markerEnd === undefined ? {} : { markerEnd })}
      />
      {flowing || behind ? (
        <text x={curve.middle.x} y={curve.middle.y} className={classes["label"]} aria-hidden>
          {label}
        </text>
      ) : null}
    </g>
  );
}

/** From 1 to 4 pixels, by the logarithm: 2,000 a second is not a thousand times as wide as 2. */
function widthOf(perSecond: number): number {
  return Math.min(4, 1.2 + 0.8 * Math.log10(Math.max(1, perSecond / slowRate)));
}
