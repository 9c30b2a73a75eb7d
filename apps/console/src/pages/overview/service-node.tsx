import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { IconCircleCheckFilled, IconAlertTriangleFilled } from "@tabler/icons-react";
import { counted } from "../../parts/counted.ts";
import { nodeSize } from "./flow-layout.ts";
import classes from "./flow-graph.module.css";
import type { ServiceState } from "./overview-calls.ts";
import { rateText } from "./quantities.ts";

export type ServiceNodeType = Node<{ readonly service: ServiceState }, "service">;

/** A service: how it is, what it commits a second, and its calls to the outside. */
export function ServiceNode({ data: { service } }: NodeProps<ServiceNodeType>) {
  const { name, status, eventsPerSecond, activities } = service;
  const Health = status === "ok" ? IconCircleCheckFilled : IconAlertTriangleFilled;
  return (
    <div className={classes["node"]} style={nodeSize} data-status={status}>
      <Handle type="target" position={Position.Left} className={classes["handle"] ?? ""} />
      <div className={classes["head"]}>
        <Health size={14} aria-hidden className={classes["health"]} />
        <b>{name}</b>
        <span className="number">{rateText(eventsPerSecond)}/s</span>
      </div>
      <Activities activities={activities} />
      <Handle type="source" position={Position.Right} className={classes["handle"] ?? ""} />
    </div>
  );
}

function Activities({ activities }: Pick<ServiceState, "activities">) {
  return activities.map(({ name, breaker, lag }) => (
    <div key={name} className={classes["activity"]} data-breaker={breaker}>
      {name}: {breaker === "closed" ? "answers" : `breaker ${breaker}`}
      {lag === 0 ? "" : `, ${counted(lag, "waits", "wait")}`}
    </div>
  ));
}

export function serviceWords({ name, status, eventsPerSecond, activities }: ServiceState): string {
  const calls = activities.map((each) => `, breaker of ${each.name} ${each.breaker}`).join("");
  return `${name}: ${status}, ${rateText(eventsPerSecond)} events a second${calls}`;
}
