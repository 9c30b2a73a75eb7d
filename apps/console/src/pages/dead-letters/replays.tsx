import { Progress as Bar, Group, Stack, Text, Title } from "@mantine/core";
import { counted } from "../../parts/counted.ts";
import { Moment } from "../../parts/moment.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { isUnderWay, useReplays, type Progress } from "./dead-letter-calls.ts";

const shown = 5;

/** The latest replays, whoever made them, and what has become of them so far. */
export function Replays() {
  const { data, error } = useReplays();
  const items = data?.items.slice(0, shown) ?? [];
  if (items.length === 0) return <ProblemAlert error={error} />;
  return (
    <section aria-labelledby="replays">
      <Title order={2} id="replays" mt="lg" mb="xs">
        Replays
      </Title>
      <Stack gap="sm" maw={640}>
        {items.map((each) => (
          <ReplayLine key={each.id} progress={each} />
        ))}
      </Stack>
    </section>
  );
}

function ReplayLine({ progress }: { readonly progress: Progress }) {
  const { id, letters, waiting, retrying, dead, taken, handled, startedAt } = progress;
  const share = (count: number) => (letters === 0 ? 0 : (100 * count) / letters);
  const parts = [
    `${handled.toLocaleString("en")} handled`,
    ...[
      [waiting, "waiting"] as const,
      [retrying, "being retried"] as const,
      [dead, "dead again"] as const,
      [taken, "replayed again or dropped"] as const,
    ].flatMap(([count, name]) => (count === 0 ? [] : [`${count.toLocaleString("en")} ${name}`])),
  ];
  return (
    <div data-replay={id}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {counted(letters, "letter")}: {parts.join(", ")}
        </Text>
        <Text size="xs" c="dimmed">
          {isUnderWay(progress) ? "under way, since " : "over, from "}
          <Moment at={startedAt} />
        </Text>
      </Group>
      <Bar.Root size="sm" mt={4} aria-hidden>
        <Bar.Section value={share(handled)} color="green" />
        <Bar.Section value={share(dead)} color="red" />
        <Bar.Section value={share(taken)} color="gray" />
        <Bar.Section value={share(retrying)} color="orange" />
      </Bar.Root>
    </div>
  );
}
