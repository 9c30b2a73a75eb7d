import "@xyflow/react/dist/base.css";
import { Text, useComputedColorScheme } from "@mantine/core";
import { MarkerType, ReactFlow, useReactFlow, useStore, ReactFlowProvider } from "@xyflow/react";
import { useEffect, useState } from "react";
import { FlowEdge, type FlowEdgeType } from "./flow-edge.tsx";
import { curveOf, nodeSize, positions } from "./flow-layout.ts";
import { flowWords, waiting } from "./flow-words.ts";
import classes from "./flow-graph.module.css";
import { flowId } from "./lag-trend.ts";
import type { Flow, Overview, ServiceState } from "./overview-calls.ts";
import { rateText } from "./quantities.ts";
import { ServiceNode, serviceWords, type ServiceNodeType } from "./service-node.tsx";

const nodeTypes = { service: ServiceNode };
const edgeTypes = { flow: FlowEdge };
/** More above, for the line that goes over a node. */
const view = {
  padding: { top: "64px", left: "4px", right: "4px", bottom: "6px" },
  maxZoom: 1.15,
} as const;

interface GraphProps {
  readonly overview: Overview;
  /** Ids of flows that stand out. */
  readonly behind: ReadonlySet<string>;
}

/** Services as nodes, who hears whom as lines; what is pointed at or focused is told below. */
export function FlowGraph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ overview: { services, flows }, behind }: GraphProps) {
  const [shown, setShown] = useState<string>();
  const scheme = useComputedColorScheme("light");
  const at = positions(services);
  const focused = (target: EventTarget) =>
    setShown(target instanceof Element ? (target.getAttribute("data-id") ?? undefined) : undefined);
  return (
    <>
      <div
        className={classes["graph"]}
        onFocus={(event) => focused(event.target)}
        onBlur={() => setShown(undefined)}
      >
        <ReactFlow
          nodes={nodesOf(services, at)}
          edges={edgesOf(flows, { at, behind, shown })}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={scheme}
          fitView
          fitViewOptions={view}
          minZoom={0.2}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          nodesFocusable
          edgesFocusable
          panOnDrag={false}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          autoPanOnNodeFocus={false}
          proOptions={{ hideAttribution: true }}
          onNodeMouseEnter={(_, { id }) => setShown(id)}
          onNodeMouseLeave={() => setShown(undefined)}
          onEdgeMouseEnter={(_, { id }) => setShown(id)}
          onEdgeMouseLeave={() => setShown(undefined)}
          aria-label="Services and what they hear of each other"
        >
          <KeepInView />
        </ReactFlow>
      </div>
      <Told shown={shown} services={services} flows={flows} />
    </>
  );
}

type Places = ReturnType<typeof positions>;

function nodesOf(services: readonly ServiceState[], at: Places): ServiceNodeType[] {
  return services.map((service) => ({
    id: service.name,
    type: "service",
    position: at.get(service.name) ?? { x: 0, y: 0 },
    ...nodeSize,
    data: { service },
    ariaLabel: serviceWords(service),
  }));
}

interface EdgeLooks extends Pick<GraphProps, "behind"> {
  readonly at: Places;
  /** Id of the service or flow that is pointed at. */
  readonly shown: string | undefined;
}

function edgesOf(flows: readonly Flow[], { at, behind, shown }: EdgeLooks): FlowEdgeType[] {
  return flows.map((flow) => ({
    id: flowId(flow),
    type: "flow",
    source: flow.from,
    target: flow.to,
    data: {
      flow,
      curve: curveOf(flow, at),
      behind: behind.has(flowId(flow)),
      faded: shown !== undefined && !touches(flow, shown),
    },
    markerEnd: {
      type: MarkerType.ArrowClosed,
      width: 13,
      height: 13,
      markerUnits: "userSpaceOnUse",
    },
    ariaLabel: flowWords(flow),
  }));
}

function touches(flow: Flow, shown: string): boolean {
  return flowId(flow) === shown || flow.from === shown || flow.to === shown;
}

/** The whole graph stays in sight when the window changes its size. */
function KeepInView() {
  const { fitView } = useReactFlow();
  const width = useStore((state) => state.width);
  useEffect(() => {
    if (width > 0) void fitView(view);
  }, [fitView, width]);
  return null;
}

interface ToldProps {
  readonly shown: string | undefined;
  readonly services: readonly ServiceState[];
  readonly flows: readonly Flow[];
}

function Told({ shown, services, flows }: ToldProps) {
  const flow = flows.find((each) => flowId(each) === shown);
  const service = services.find(({ name }) => name === shown);
  return (
    <Text size="sm" c="dimmed" className={classes["told"] ?? ""}>
      {flow === undefined ? null : (
        <>
          <b>
            {flow.from} → {flow.to}
          </b>{" "}
          {rateText(flow.perSecond)}/s, {waiting(flow.lag, flow.oldestSeconds)}:{" "}
          {flow.topics.join(", ")}
        </>
      )}
      {service === undefined ? null : (
        <>
          <b>{service.name}</b> {rateText(service.eventsPerSecond)} events/s,{" "}
          {service.reasons.length === 0 ? service.status : service.reasons.join("; ")}. Hears{" "}
          {namesOf(flows, service.name)}.
        </>
      )}
      {flow === undefined && service === undefined
        ? "Point at a line or a service, or go to it with the Tab key, to see its topics."
        : null}
    </Text>
  );
}

function namesOf(flows: readonly Flow[], service: string): string {
  const heard = flows.filter(({ to }) => to === service).map(({ from }) => from);
  return heard.length === 0 ? "no other service" : heard.join(", ");
}
