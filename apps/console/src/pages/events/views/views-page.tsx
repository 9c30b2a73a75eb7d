import { Anchor, Skeleton, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { Page } from "../../../parts/page.tsx";
import { ProblemAlert } from "../../../parts/problem-alert.tsx";
import { StatusBadge } from "../../../parts/status-badge.tsx";
import { useSession } from "../../../session/session-store.ts";
import { EventsTabs } from "../events-tabs.tsx";
import { RebuildProgress } from "./rebuild-progress.tsx";
import { useViews, wrongRows, type Rebuild, type View } from "./view-calls.ts";
import { countText, originText, pathOf, rowsText } from "./view-words.ts";

/** The read models of all services. */
export function ViewsPage() {
  return (
    <Page title="Views">
      <EventsTabs />
      {useSession()?.role === "admin" ? (
        <Views />
      ) : (
        <EmptyState title="For administrators">
          A view holds rows of all tenants, so it takes a key with the role admin.
        </EmptyState>
      )}
    </Page>
  );
}

function Views() {
  const { data, error } = useViews();
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        Rows that the services keep beside their logs, for lists and searches. Each can be made anew
        from the log.
      </Text>
      <ProblemAlert error={error} />
      {data === undefined && error === null ? <Skeleton height={240} /> : null}
      {data === undefined ? null : <ViewTable views={data} />}
    </>
  );
}

function ViewTable({ views }: { readonly views: readonly View[] }) {
  return (
    <Table.ScrollContainer className="framed" minWidth={350} type="native" tabIndex={0}>
      <Table aria-label="Views" fz="sm" verticalSpacing={5} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Service</Table.Th>
            <Table.Th>View</Table.Th>
            <Table.Th visibleFrom="sm">Made of</Table.Th>
            <Table.Th ta="right">Rows, about</Table.Th>
            <Table.Th w="30%">Last rebuild</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {views.map((view) => (
            <Table.Tr key={pathOf(view)}>
              <Table.Td>{view.service}</Table.Td>
              <Table.Td>
                <Anchor component={Link} to={pathOf(view)} size="sm">
                  {view.view}
                </Anchor>
              </Table.Td>
              <Table.Td visibleFrom="sm">{originText(view)}</Table.Td>
              <Table.Td ta="right" style={{ fontVariantNumeric: "tabular-nums" }}>
                {view.rows === null ? "not counted" : countText(view.rows)}
              </Table.Td>
              <Table.Td>
                {view.rebuild === null ? (
                  <Text span size="sm" c="dimmed">
                    none yet
                  </Text>
                ) : (
                  <Latest rebuild={view.rebuild} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Latest({ rebuild }: { readonly rebuild: Rebuild }) {
  const { state, result, dryRun } = rebuild;
  if (state === "running") return <RebuildProgress rebuild={rebuild} />;
  if (result === null) return <StatusBadge status={state} />;
  const wrong = wrongRows(result);
  if (wrong === 0) return "nothing was wrong";
  return `${rowsText(wrong)} wrong, ${dryRun ? "not changed" : "put right"}`;
}
