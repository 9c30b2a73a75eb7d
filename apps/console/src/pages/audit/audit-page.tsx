import { Anchor, Badge, Group, Text, TextInput } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import { answerOf, api, type Schemas } from "../../api/client.ts";
import { useCursorPages } from "../../parts/cursor-pages.ts";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { useRefreshed } from "../../parts/use-refreshed.ts";
import { whatIsAudited } from "./what-is-audited.ts";

type Entry = Schemas["AuditEntry"];

const refreshMs = 5_000;
const pageSize = 100;
/** What the API takes; anything else would be refused while it is typed. */
const pathPattern = /^\/[\x21-\x7e]{0,300}$/;

const columns: readonly Column<Entry>[] = [
  { title: "When", cell: ({ at }) => <Moment at={at} /> },
  { title: "Who", cell: ({ actor, role }) => `${actor} (${role})` },
  { title: "What", cell: ({ operation }) => operation },
  {
    title: "Where",
    cell: ({ method, path }) => (
      <Text size="sm" ff="monospace" truncate maw={300} title={`${method} ${path}`}>
        {method} {path}
      </Text>
    ),
  },
  {
    title: "Why",
    cell: ({ reason }) => (
      <Text
        size="sm"
        miw={140}
        {...(reason === null ? { c: "dimmed" } : {})}
        lineClamp={3}
        title={reason ?? ""}
      >
        {reason ?? "no reason given"}
      </Text>
    ),
  },
  { title: "Outcome", cell: ({ status }) => <Outcome status={status} /> },
  {
    title: "Log",
    cell: ({ correlationId }) => (
      <Anchor
        component={Link}
        size="sm"
        ff="monospace"
        to={`/logs?${new URLSearchParams({ correlationId }).toString()}`}
        title={`Lines of the log with the correlation id ${correlationId}`}
      >
        {correlationId.slice(0, 8)}
      </Anchor>
    ),
  },
];

export function AuditPage() {
  const [parameters, setParameters] = useSearchParams();
  const path = parameters.get("path") ?? "";
  const filter = pathPattern.test(path) ? path.replace(/\/$/, "") : "";
  const list = useCursorPages<Entry>(["audit", filter], (cursor) =>
    answerOf(
      api.GET("/v1/ops/audit", {
        params: {
          query: {
            limit: pageSize,
            ...(filter === "" ? {} : { path: filter }),
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    ),
  );
  useRefreshed("audit", refreshMs);
  return (
    <Page title="Audit trail">
      <Group mb="sm" role="search">
        <TextInput
          label="Path, and what is below it"
          placeholder="/v1/orders/ord_…"
          w={320}
          value={path}
          error={path === "" || pathPattern.test(path) ? undefined : "A path begins with a slash."}
          onChange={({ currentTarget: { value } }) =>
            setParameters(value === "" ? {} : { path: value }, { replace: true })
          }
        />
      </Group>
      <CursorTable
        label="Changes made by people"
        list={list}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={path === "" ? "No audited change yet" : "No audited change there"}>
            {whatIsAudited}
          </EmptyState>
        }
      />
    </Page>
  );
}

function Outcome({ status }: Pick<Entry, "status">) {
  if (status === null) return <Badge color="orange">unknown</Badge>;
  return (
    <Badge color={status < 400 ? "green" : "red"}>
      {status < 400 ? `done (${status})` : `refused (${status})`}
    </Badge>
  );
}
