import { Anchor, Button, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { durationText } from "../../../parts/duration.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Facts, type Fact } from "../../../parts/facts.tsx";
import { Moment } from "../../../parts/moment.tsx";
import { Page } from "../../../parts/page.tsx";
import { ProblemAlert } from "../../../parts/problem-alert.tsx";
import { StatusBadge } from "../../../parts/status-badge.tsx";
import { RebuildProgress } from "./rebuild-progress.tsx";
import { RebuildResult } from "./rebuild-result.tsx";
import { CancelRebuild, RebuildView } from "./rebuild-view.tsx";
import { useRebuilds, useViews, type Rebuild, type View } from "./view-calls.ts";
import { countText, resultText } from "./view-words.ts";

/** One view: what it is, its rebuild under way or the last one, and those before. */
export function ViewPage() {
  const { service = "", view = "" } = useParams();
  const [asked, setAsked] = useState<"rebuild" | "cancel">();
  const { data: views, error: listError } = useViews();
  const { data, error } = useRebuilds({ service, view });
  const known = views?.find((each) => each.service === service && each.view === view);
  const [latest] = data ?? [];
  const isAnswered = known !== undefined && data !== undefined;
  const coming = !isAnswered && error === null && listError === null;
  const running = latest?.state === "running" ? latest : undefined;
  return (
    <Page
      title={`${service}/${view}`}
      above={
        <Anchor component={Link} to="/events/views" size="sm">
          Views
        </Anchor>
      }
      actions={
        running === undefined ? (
          <Button size="xs" disabled={data === undefined} onClick={() => setAsked("rebuild")}>
            Rebuild…
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => setAsked("cancel")}>
            Cancel…
          </Button>
        )
      }
    >
      <ProblemAlert error={error ?? listError} />
      {coming ? <Skeleton height={320} /> : null}
      {known === undefined || coming ? null : <Facts label="View" facts={factsOf(known)} />}
      {latest === undefined || coming ? null : <Latest rebuild={latest} />}
      {data === undefined || coming ? null : <History rebuilds={data} />}
      {asked === "rebuild" ? (
        <RebuildView view={{ service, view }} onClose={() => setAsked(undefined)} />
      ) : null}
      {asked === "cancel" && latest !== undefined ? (
        <CancelRebuild rebuild={latest} onClose={() => setAsked(undefined)} />
      ) : null}
    </Page>
  );
}

function factsOf({ kind, of, sources, rows, bytes }: View): readonly Fact[] {
  return [
    ["Made of", `${kind === "state" ? "States of" : "Messages:"} ${of.join(", ")}`],
    ["From the log of", sources.join(", ")],
    ["Rows", rows === null ? "not counted yet" : `about ${countText(rows)}`],
    ["Size", `${(bytes / 1_048_576).toFixed(1)} MiB`],
  ];
}

function Latest({ rebuild }: { readonly rebuild: Rebuild }) {
  const { state, failure, dryRun } = rebuild;
  return (
    <section aria-labelledby="latest">
      <Title order={2} id="latest" mt="lg" mb="xs">
        {state === "running" ? "Under way" : "Latest"}
      </Title>
      <Stack gap="sm" maw={860}>
        {state === "running" ? <RebuildProgress rebuild={rebuild} /> : null}
        {state === "cancelled" ? (
          <Text size="sm">
            {dryRun
              ? "The comparison was cancelled."
              : "Cancelled. Rows that were put right by then stay so."}
          </Text>
        ) : null}
        {failure === null ? null : (
          <Text size="sm" c="red">
            It failed: {failure}
          </Text>
        )}
        <RebuildResult rebuild={rebuild} />
      </Stack>
    </section>
  );
}

function History({ rebuilds }: { readonly rebuilds: readonly Rebuild[] }) {
  return (
    <section aria-labelledby="history">
      <Group justify="space-between" mt="lg" mb="xs">
        <Title order={2} id="history">
          Since the server started
        </Title>
      </Group>
      {rebuilds.length === 0 ? (
        <EmptyState title="Not rebuilt yet">
          Compare it with the log to see whether it is right.
        </EmptyState>
      ) : (
        <Table.ScrollContainer className="framed" minWidth={560} type="native" tabIndex={0}>
          <Table aria-label="Rebuilds" fz="sm" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Began</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>State</Table.Th>
                <Table.Th>Took</Table.Th>
                <Table.Th>Found</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rebuilds.map((rebuild) => (
                <HistoryRow key={rebuild.id} rebuild={rebuild} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

function HistoryRow({ rebuild }: { readonly rebuild: Rebuild }) {
  const { startedAt, endedAt, dryRun, state, result } = rebuild;
  const tookMs = endedAt === null ? undefined : Date.parse(endedAt) - Date.parse(startedAt);
  return (
    <Table.Tr>
      <Table.Td>
        <Moment at={startedAt} />
      </Table.Td>
      <Table.Td>{dryRun ? "compared" : "rebuilt"}</Table.Td>
      <Table.Td>
        <StatusBadge status={state} />
      </Table.Td>
      <Table.Td>{tookMs === undefined ? "" : durationText(tookMs)}</Table.Td>
      <Table.Td>{result === null ? "" : resultText(result)}</Table.Td>
    </Table.Tr>
  );
}
