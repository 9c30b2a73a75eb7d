import { ActionIcon, Card, Code, Group, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { exactTime } from "../../parts/exact-time.ts";
import { IdLink } from "../../parts/id-link.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import type { LogLine } from "./log-calls.ts";

/** All of one line. */
export function LinePanel({ line, close }: { readonly line: LogLine; readonly close: () => void }) {
  const { at, level, service, message, correlationId, traceId, orderId, details } = line;
  const facts: Fact[] = [
    ["When", `${new Date(at).toLocaleDateString()} ${exactTime(at)}`],
    ["Level", level],
    ["Service", service],
    [
      "Order",
      orderId === null ? null : <IdLink key="order" id={orderId} to={`/orders/${orderId}`} />,
    ],
    [
      "Correlation id",
      correlationId === null ? null : <IdLink key="correlation" id={correlationId} />,
    ],
    [
      "Trace",
      traceId === null ? null : <IdLink key="trace" id={traceId} to={`/traces/${traceId}`} />,
    ],
    ...Object.entries(details).map(([name, value]): Fact => [
      name,
      <Detail key={name} value={value} />,
    ]),
  ];
  return (
    <Card withBorder mb="sm" p="sm" component="section" aria-label="The chosen line">
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
        <Title order={2} style={{ overflowWrap: "anywhere" }}>
          {message}
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the line" onClick={close}>
          <IconX size={15} />
        </ActionIcon>
      </Group>
      <Facts label="What the line says" facts={facts.filter(([, value]) => value !== null)} />
      <div>
        <RawJson value={line} />
      </div>
    </Card>
  );
}

function Detail({ value }: { readonly value: unknown }) {
  if (typeof value !== "object" || value === null) return <Text size="sm">{String(value)}</Text>;
  return (
    <Code block tabIndex={0}>
      {JSON.stringify(value, null, 2).replaceAll(String.raw`\n`, "\n")}
    </Code>
  );
}
