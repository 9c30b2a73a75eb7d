import { Alert, Group, Progress, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { counted } from "../../parts/counted.ts";
import { durationText } from "../../parts/duration.ts";
import { Moment } from "../../parts/moment.tsx";
import { useNow } from "../../parts/use-now.ts";
import { stepWords } from "./invariants.ts";
import type { Run, RunDetail } from "./proof-calls.ts";

/** How far the run under way is. */
export function RunProgress({ run }: { readonly run: Run }) {
  const now = useNow(1_000);
  const elapsed = Math.max(0, now - Date.parse(run.startedAt));
  const { progress } = run;
  const share = progress === null ? 0 : (100 * progress.events) / Math.max(1, progress.total);
  return (
    <section aria-label="Run under way" style={{ maxWidth: 640, marginBottom: 16 }}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm" role="status">
          {progress === null ? "Taking snapshots of the databases" : stepWords(progress)}
        </Text>
        <Text size="xs" c="dimmed" className="number">
          {progress === null
            ? ""
            : `${count(progress.events)} of ${counted(progress.total, "event")} · `}
          {durationText(Math.floor(elapsed / 1_000) * 1_000)}
        </Text>
      </Group>
      <Progress value={share} size="sm" aria-label="Events gone through" />
    </section>
  );
}

/** What a run came to. */
export function RunVerdict({ run }: { readonly run: RunDetail }) {
  if (run.state === "running") return null;
  const { color, icon, title } = verdictOf(run);
  return (
    <Alert color={color} mb="md" p="xs" icon={icon}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {run.report === null ? (
        <Text size="sm">
          {run.failure ?? "The server ended meanwhile. Nothing can be said by this run."}
        </Text>
      ) : (
        <Figures report={run.report} />
      )}
      <Started run={run} />
    </Alert>
  );
}

function verdictOf({ state, checks }: RunDetail) {
  const broken = checks.filter(({ ok }) => !ok).length;
  if (state === "passed") {
    return {
      color: "green",
      icon: <IconCircleCheck size={18} />,
      title: "All seven invariants hold",
    };
  }
  if (state === "broken") {
    const title = `${counted(broken, "of the seven invariants does", "of the seven invariants do")} not hold`;
    return { color: "red", icon: <IconAlertTriangle size={18} />, title };
  }
  const title = state === "failed" ? "It could not be checked" : "This run was interrupted";
  return { color: "orange", icon: <IconInfoCircle size={18} />, title };
}

function Figures({ report }: { readonly report: NonNullable<Run["report"]> }) {
  const { events, orders, seconds, running, open, held, behind, lookedAgain } = report;
  const again = lookedAgain === 0 ? "" : `, ${count(lookedAgain)} looked at twice`;
  return (
    <Text size="sm" className="number">
      {counted(events, "event")} of {counted(orders, "order")}, in {durationText(seconds * 1_000)},{" "}
      {running ? "while orders could flow" : "at rest"}:{" "}
      {counted(open, "on its way", "on their way")}, of which {count(held)} held, at most{" "}
      {counted(behind, "message")} to go{again}.
    </Text>
  );
}

function Started({ run }: { readonly run: RunDetail }) {
  return (
    <Text size="xs" mt={2}>
      Started <Moment at={run.startedAt} />{" "}
      {run.startedBy === null ? "by somebody of another tenant" : `by ${run.startedBy}`}
    </Text>
  );
}

function count(value: number): string {
  return value.toLocaleString("en");
}
