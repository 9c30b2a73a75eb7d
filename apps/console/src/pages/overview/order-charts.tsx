import { SimpleGrid } from "@mantine/core";
import type { Overview } from "./overview-calls.ts";
import { Panel } from "./panel.tsx";
import { durationText, rateText } from "./quantities.ts";
import { TimeChart } from "./time-chart.tsx";

const colours = {
  accepted: { light: "#1c6f84", dark: "#54a8be" },
  completed: { light: "#2f9e44", dark: "#69db7c" },
  cancelled: { light: "#d9480f", dark: "#ff922b" },
  p99: { light: "#6741d9", dark: "#b197fc" },
};

/** Orders and how quick they were, over the last quarter of an hour. */
export function OrderCharts({ overview: { series, orders } }: { readonly overview: Overview }) {
  const { from, stepSeconds, accepted, completed, cancelled, confirmedP99Ms } = series;
  const times = accepted.map((_, index) => from / 1_000 + index * stepSeconds);
  const now = `now ${rateText(orders.acceptedPerSecond)} accepted, ${rateText(orders.completedPerSecond)} completed, ${rateText(orders.cancelledPerSecond)} cancelled`;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title="Orders a second">
        <TimeChart
          label={`Orders a second in the last 15 minutes: ${now}`}
          times={times}
          text={rateText}
          lines={[
            { name: "Accepted", colour: colours.accepted, values: accepted },
            { name: "Completed", colour: colours.completed, values: completed },
            { name: "Cancelled", colour: colours.cancelled, values: cancelled },
          ]}
        />
      </Panel>
      <Panel title="Order to confirmed, p99">
        <TimeChart
          label={`Time from order to confirmed, 99th percentile, in the last 15 minutes: now ${durationText(orders.confirmedP99Ms)}`}
          times={times}
          text={durationText}
          lines={[{ name: "p99", colour: colours.p99, values: confirmedP99Ms }]}
        />
      </Panel>
    </SimpleGrid>
  );
}
