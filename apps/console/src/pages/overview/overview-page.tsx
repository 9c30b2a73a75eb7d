import { Badge, Skeleton, Stack } from "@mantine/core";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { AttentionList } from "./attention-list.tsx";
import { Figures } from "./figures.tsx";
import { FlowPanel } from "./flow-panel.tsx";
import { OrderCharts } from "./order-charts.tsx";
import { useOverview } from "./overview-calls.ts";
import { SampleOrders } from "./sample-orders.tsx";

export function OverviewPage() {
  const { overview, connected, error } = useOverview();
  return (
    <Page
      title="Overview"
      actions={
        <>
          <Badge w={54} color={connected ? "green" : "gray"}>
            {connected ? "live" : "stale"}
          </Badge>
          <SampleOrders inviting={overview?.orders.accepted === 0} />
        </>
      }
    >
      {overview === undefined ? (
        <>
          <ProblemAlert error={error} />
          {error === null ? <Loading /> : null}
        </>
      ) : (
        <>
          <AttentionList attention={overview.attention} />
          <Figures overview={overview} />
          <Stack gap="md">
            <FlowPanel overview={overview} />
            <OrderCharts overview={overview} />
          </Stack>
        </>
      )}
    </Page>
  );
}

/** As high as what comes, so that nothing jumps. */
function Loading() {
  return (
    <Stack gap="md" role="status" aria-label="Loading">
      <Skeleton h={20} w={420} maw="100%" />
      <Skeleton h={86} />
      <Skeleton h={580} />
    </Stack>
  );
}
