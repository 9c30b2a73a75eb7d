import { Group, Progress, Text } from "@mantine/core";
import { counted } from "../../../parts/counted.ts";
import { durationText } from "../../../parts/duration.ts";
import type { Rebuild } from "./view-calls.ts";
import { countText, doingText } from "./view-words.ts";

/** How far a rebuild is: what it does, how much of it is done, how fast, and how long it still takes. */
export function RebuildProgress({ rebuild }: { readonly rebuild: Rebuild }) {
  const { done, of, perSecond, secondsLeft, phase } = rebuild;
  const unit = phase === "repairing" ? "row" : "event";
  const percent = of === 0 ? 0 : Math.min(100, (100 * done) / of);
  const rate = perSecond === 0 ? "" : `, ${countText(perSecond)} a second`;
  const left = secondsLeft === null ? "" : `, ${durationText(secondsLeft * 1_000)} left`;
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{doingText(rebuild)}</Text>
        <Text size="xs" c="dimmed">
          {countText(done)} of {counted(of, unit)}
          {rate}
          {phase === "comparing" ? "" : left}
        </Text>
      </Group>
      <Progress
        size="sm"
        mt={4}
        value={phase === "comparing" ? 100 : percent}
        animated={phase === "comparing"}
        aria-label={doingText(rebuild)}
      />
    </div>
  );
}
