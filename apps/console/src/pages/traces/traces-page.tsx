import { Anchor, Badge, Button, Checkbox, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { Pause } from "../logs/logs-page.tsx";
import { lengthText } from "./span-tree.ts";
import { useTraces, type TraceSummary } from "./trace-calls.ts";

const orderPattern = /^ord_[0-9a-z]{26}$/;

const columns: readonly Column<TraceSummary>[] = [
  {
    title: "Trace",
    cell: ({ traceId, name, partial }) => (
      <>
        <Anchor component={Link} to={`/traces/${traceId}`} size="sm" data-row-link>
          {name}
        </Anchor>
        {partial ? (
          <Text span size="xs" c="dimmed">
            {" "}
            (its start is not held)
          </Text>
        ) : null}
      </>
    ),
  },
  {
    title: "Order",
    cell: ({ orderId }) =>
      orderId === null ? null : <IdLink id={orderId} to={`/orders/${orderId}`} />,
  },
  { title: "Started", cell: ({ startedAt }) => <Moment at={startedAt} /> },
  { title: "Took", align: "right", cell: ({ durationMs }) => lengthText(durationMs) },
  { title: "Spans", align: "right", cell: ({ spanCount }) => spanCount },
  { title: "Services", align: "right", cell: ({ services }) => services.length },
  {
    title: "Errors",
    cell: ({ errors }) => (errors === 0 ? null : <Badge color="red">{errors}</Badge>),
  },
];

export function TracesPage() {
  const [parameters, setParameters] = useSearchParams();
  const [paused, setPaused] = useState(false);
  const order = parameters.get("order") ?? "";
  const failed = parameters.get("failed") === "yes";
  const list = useTraces(
    {
      ...(orderPattern.test(order) ? { orderId: order } : {}),
      ...(failed ? { failed: true } : {}),
    },
    paused,
  );
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(parameters);
    if (value === "") next.delete(name);
    else next.set(name, value);
    setParameters(next, { replace: true });
  };
  return (
    <Page title="Traces" actions={<Pause paused={paused} setPaused={setPaused} />}>
      <Group mb="sm" gap="md" role="search" align="flex-end">
        <TextInput
          label="Order"
          placeholder="ord_…"
          w={260}
          value={order}
          error={order === "" || orderPattern.test(order) ? undefined : "not whole yet"}
          onChange={(event) => set("order", event.currentTarget.value.trim())}
        />
        <Checkbox
          size="xs"
          mb={7}
          label="Only those in which something failed"
          checked={failed}
          onChange={(event) => set("failed", event.currentTarget.checked ? "yes" : "")}
        />
        {parameters.size === 0 ? null : (
          <Button variant="subtle" onClick={() => setParameters({}, { replace: true })}>
            Clear
          </Button>
        )}
      </Group>
      <CursorTable
        label="Recent traces, newest first"
        list={list}
        columns={columns}
        rowKey={({ traceId }) => traceId}
        empty={
          <EmptyState title={parameters.size === 0 ? "No traces yet" : "No such traces"}>
            A few requests a second are recorded with all that follows from them, and the newest are
            held: see WAYBILL_TRACES_PER_SECOND. Reads are not recorded.
          </EmptyState>
        }
      />
    </Page>
  );
}
