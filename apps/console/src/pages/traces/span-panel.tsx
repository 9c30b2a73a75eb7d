import { ActionIcon, Card, Group, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { lengthText } from "./span-tree.ts";
import type { Span } from "./trace-calls.ts";

/** All of one span. */
export function SpanPanel({ span, close }: { readonly span: Span; readonly close: () => void }) {
  const facts: Fact[] = [
    ["Service", span.service],
    ["Kind", span.kind],
    ["Began", `${lengthText(span.startMs)} after the start of the trace`],
    ["Took", lengthText(span.durationMs)],
    ["Failed with", span.error],
    ...Object.entries(span.attributes).map(([name, value]): Fact => [name, valueOf(value)]),
  ];
  return (
    <Card withBorder mt="sm" p="sm" component="section" aria-label={`Span ${span.name}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
        <Title order={2}>{span.name}</Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the span" onClick={close}>
          <IconX size={15} />
        </ActionIcon>
      </Group>
      <Facts
        nameWidth="38%"
        label="Attributes"
        facts={facts.filter(([, value]) => value !== null)}
      />
      <div>
        <RawJson value={span} />
      </div>
    </Card>
  );
}

function valueOf(value: unknown) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const order = /^(?:[a-z]+-)?(ord_[0-9a-z]{26})(?:\/\d+)?$/.exec(text)?.[1];
  if (order === undefined) return text;
  return order === text ? (
    <IdLink id={order} to={`/orders/${order}`} />
  ) : (
    <IdLink id={text} to={`/orders/${order}`} />
  );
}
