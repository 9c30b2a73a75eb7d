import { Badge, Table } from "@mantine/core";
import { flowId } from "./lag-trend.ts";
import type { Flow, Overview, ServiceState } from "./overview-calls.ts";
import { durationText, rateText } from "./quantities.ts";

interface FlowTableProps {
  readonly overview: Overview;
  readonly behind: ReadonlySet<string>;
}

/** What the graph shows, for who reads it better as a table or has no room for a graph. */
export function FlowTable({ overview: { services, flows }, behind }: FlowTableProps) {
  return (
    <>
      <Table.ScrollContainer minWidth={300} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label="Services" verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Service</Table.Th>
              <Table.Th>Health</Table.Th>
              <Table.Th ta="right">Events/s</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {services.map((service) => (
              <ServiceRow key={service.name} {...service} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Table.ScrollContainer
        minWidth={300}
        mt="md"
        scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      >
        <Table aria-label="Who hears whom" verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>From → to</Table.Th>
              <Table.Th ta="right">Events/s</Table.Th>
              <Table.Th ta="right">Waiting</Table.Th>
              <Table.Th ta="right">Oldest</Table.Th>
              <Table.Th visibleFrom="sm">Topics</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {flows.map((flow) => (
              <FlowRow key={flowId(flow)} flow={flow} behind={behind.has(flowId(flow))} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function ServiceRow({ name, status, reasons, eventsPerSecond, activities }: ServiceState) {
  const calls = activities.map((each) => `${each.name}: breaker ${each.breaker}`);
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        <Badge color={status === "ok" ? "green" : "red"}>{status}</Badge>{" "}
        {[...calls, ...reasons].join("; ")}
      </Table.Td>
      <Table.Td ta="right" className="number">
        {rateText(eventsPerSecond)}
      </Table.Td>
    </Table.Tr>
  );
}

function FlowRow({ flow, behind }: { readonly flow: Flow; readonly behind: boolean }) {
  const { from, to, perSecond, lag, oldestSeconds, topics } = flow;
  return (
    <Table.Tr>
      <Table.Td>
        {from} → {to} {behind ? <Badge color="orange">falls behind</Badge> : null}
      </Table.Td>
      <Table.Td ta="right" className="number">
        {rateText(perSecond)}
      </Table.Td>
      <Table.Td ta="right" className="number">
        {lag.toLocaleString("en")}
      </Table.Td>
      <Table.Td ta="right" className="number">
        {lag === 0 ? "–" : durationText(oldestSeconds * 1_000)}
      </Table.Td>
      <Table.Td visibleFrom="sm" c="dimmed">
        {topics.join(", ")}
      </Table.Td>
    </Table.Tr>
  );
}
