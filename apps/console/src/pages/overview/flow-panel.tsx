import { Box, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useSearchParams } from "react-router";
import { FlowGraph } from "./flow-graph.tsx";
import { FlowTable } from "./flow-table.tsx";
import { useFallingBehind } from "./lag-trend.ts";
import type { Overview } from "./overview-calls.ts";
import { Panel } from "./panel.tsx";

/** Below this a graph of seven services is too small to read. */
const roomForGraph = "(min-width: 48em)";

/** The services and their flows, as a graph or (`?flows=table`) as a table. */
export function FlowPanel({ overview }: { readonly overview: Overview }) {
  const [parameters, setParameters] = useSearchParams();
  const wide = useMediaQuery(roomForGraph, true, { getInitialValueInEffect: false });
  const behind = useFallingBehind(overview);
  const form = parameters.get("flows") === "table" ? "table" : "graph";
  return (
    <Panel
      title="Services and flows"
      actions={
        wide ? (
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            data={[
              { value: "graph", label: "Graph" },
              { value: "table", label: "Table" },
            ]}
            value={form}
            onChange={(value) =>
              setParameters(value === "table" ? { flows: "table" } : {}, { replace: true })
            }
          />
        ) : null
      }
    >
      <Box mih={wide ? 512 : 0}>
        {wide && form === "graph" ? (
          <FlowGraph overview={overview} behind={behind} />
        ) : (
          <FlowTable overview={overview} behind={behind} />
        )}
      </Box>
    </Panel>
  );
}
