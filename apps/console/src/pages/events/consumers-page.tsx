import { Anchor, Group, Skeleton, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import { durationText } from "../../parts/duration.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { ChangeConsumer } from "./change-consumer.tsx";
import { useConsumers, type Consumer } from "./consumer-calls.ts";
import { EventsTabs } from "./events-tabs.tsx";
import { PauseNote } from "./pause-note.tsx";

const titles = ["Behind", "Oldest waits", "Handled", "Failed", "Keys parked", "Members"];

export function ConsumersPage() {
  const { data, error, isPending } = useConsumers();
  return (
    <Page title="Consumers">
      <EventsTabs />
      <ProblemAlert error={error} />
      {isPending ? <Skeleton height={280} /> : null}
      {data === undefined ? null : (
        <Table.ScrollContainer className="framed" minWidth={820} type="native">
          <Table aria-label="Consumers" fz="sm" verticalSpacing={5} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Consumer</Table.Th>
                <Table.Th scope="col">Status</Table.Th>
                {titles.map((title) => (
                  <Table.Th key={title} scope="col" ta="right">
                    {title}
                  </Table.Th>
                ))}
                <Table.Th scope="col" aria-label="Change" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((each) => (
                <Row key={each.consumer} consumer={each} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Page>
  );
}

function purpose({ kind, sources }: Consumer): string {
  if (kind === "activity") return "calls of the outside";
  if (kind === "relay") return "publishes to the broker";
  return `hears ${[...new Set(sources.map(({ source }) => source))].join(", ")}`;
}

function Row({ consumer }: { readonly consumer: Consumer }) {
  const { messages, seconds, handled, failed, parkedKeys, members } = consumer;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/events/consumers/${consumer.consumer}`} size="sm">
          {consumer.consumer}
        </Anchor>
        <Text size="xs" c="dimmed">
          {purpose(consumer)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <StatusBadge status={consumer.status} />
          <PauseNote pause={consumer.pause} />
        </Group>
      </Table.Td>
      <Number value={messages} />
      <Table.Td ta="right" className="number">
        {seconds === 0 ? "–" : durationText(seconds * 1_000)}
      </Table.Td>
      <Number value={handled} />
      <Number value={failed} />
      <Table.Td ta="right" className="number">
        {parkedKeys === 0 ? (
          "0"
        ) : (
          <Anchor component={Link} to="/dead-letters" size="sm">
            {parkedKeys.toLocaleString("en")}
          </Anchor>
        )}
      </Table.Td>
      <Number value={members.length} />
      <Table.Td ta="right">
        <ChangeConsumer consumer={consumer} compact />
      </Table.Td>
    </Table.Tr>
  );
}

function Number({ value }: { readonly value: number }) {
  return (
    <Table.Td ta="right" className="number">
      {value.toLocaleString("en")}
    </Table.Td>
  );
}
