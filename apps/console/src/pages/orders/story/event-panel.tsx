import { ActionIcon, Anchor, Card, Code, Group, Switch, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { Fields } from "./fields.tsx";
import type { StoryEvent } from "./story.ts";
import { tookText } from "./story-view.ts";

interface EventPanelProps {
  readonly event: StoryEvent;
  readonly choose: (id: string | undefined) => void;
}

/** All of one event: what it says, when, and what caused it. */
export function EventPanel({ event, choose }: EventPanelProps) {
  const { entry } = event;
  const [raw, setRaw] = useState(false);
  return (
    <Card withBorder mt="sm" p="sm" component="section" aria-label={`Event ${entry.type}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
        <div>
          <Title order={3} size="h2">
            {entry.type}
          </Title>
          <Text size="xs" c="dimmed">
            {entry.service} · {new Date(entry.time).toLocaleString()}.{entry.time.slice(20, 23)} ·
            version {entry.version} of its stream
          </Text>
          <Text size="xs">
            <Cause event={event} choose={choose} />
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <Switch
            size="xs"
            label="Raw"
            checked={raw}
            onChange={({ currentTarget }) => setRaw(currentTarget.checked)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Close the event"
            onClick={() => choose(undefined)}
          >
            <IconX size={15} />
          </ActionIcon>
        </Group>
      </Group>
      {raw ? (
        <Code block tabIndex={0} aria-label="The event as JSON">
          {JSON.stringify(entry, undefined, 2)}
        </Code>
      ) : (
        <Fields value={entry.data} />
      )}
    </Card>
  );
}

function Cause({ event, choose }: EventPanelProps) {
  const { cause, entry } = event;
  if (cause !== undefined) {
    return (
      <>
        Caused by{" "}
        <Anchor component="button" type="button" size="xs" onClick={() => choose(cause.entry.id)}>
          {cause.entry.type}
        </Anchor>{" "}
        of {cause.entry.service}, {tookText(event)} before
      </>
    );
  }
  return entry.causedBy === entry.correlationId ? (
    <>
      Caused by a request, correlation id <Code>{entry.correlationId}</Code>
    </>
  ) : (
    <>
      Caused from outside: <Code>{entry.causedBy}</Code>
    </>
  );
}
