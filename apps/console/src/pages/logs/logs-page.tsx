import { Anchor, Badge, Button, Text, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { exactTime } from "../../parts/exact-time.ts";
import { IdLink } from "../../parts/id-link.tsx";
import { Page } from "../../parts/page.tsx";
import { useLogs, type LogLine } from "./log-calls.ts";
import { filterOf } from "./log-filter.ts";
import { LogFilters } from "./log-filters.tsx";
import { LinePanel } from "./line-panel.tsx";

const typingMs = 250;
const levelColours: Readonly<Record<LogLine["level"], string>> = {
  trace: "gray",
  debug: "gray",
  info: "petrol",
  warn: "orange",
  error: "red",
  fatal: "red",
};

export function LogsPage() {
  const [parameters, setParameters] = useSearchParams();
  const [asked] = useDebouncedValue(parameters.toString(), typingMs);
  const [pausedAt, setPausedAt] = useState<string>();
  const filter = filterOf(new URLSearchParams(asked));
  const list = useLogs(filter, pausedAt);
  const chosen = parameters.get("line");
  const choose = (id: string | undefined) => {
    const next = new URLSearchParams(parameters);
    if (id === undefined) next.delete("line");
    else next.set("line", id);
    setParameters(next, { replace: true });
  };
  const line = list.rows.find(({ id }) => id === chosen);
  return (
    <Page
      title="Logs"
      actions={
        <Pause
          paused={pausedAt !== undefined}
          setPaused={(paused) => setPausedAt(paused ? (list.rows[0]?.at ?? "") : undefined)}
        />
      }
    >
      <LogFilters />
      {line === undefined ? null : <LinePanel line={line} close={() => choose(undefined)} />}
      <CursorTable
        label="Lines of the log, newest first"
        list={list}
        columns={columnsOf(choose)}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={Object.keys(filter).length === 0 ? "No lines yet" : "No such lines"}>
            The last 5,000 lines since the server started are held here; the file has all of them.
          </EmptyState>
        }
      />
    </Page>
  );
}

export function Pause(props: {
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}) {
  const { paused, setPaused } = props;
  return (
    <Button
      variant="default"
      leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
      onClick={() => setPaused(!paused)}
    >
      {paused ? "Go on" : "Pause"}
    </Button>
  );
}

function columnsOf(choose: (id: string) => void): readonly Column<LogLine>[] {
  return [
    {
      title: "Time",
      cell: ({ at }) => (
        <time dateTime={at} title={new Date(at).toLocaleString()} className="number">
          {exactTime(at)}
        </time>
      ),
    },
    { title: "Level", cell: ({ level }) => <Badge color={levelColours[level]}>{level}</Badge> },
    { title: "Service", cell: ({ service }) => service },
    {
      title: "Message",
      cell: ({ id, message }) => (
        <UnstyledButton onClick={() => choose(id)} data-row-link title={message} display="block">
          <Text size="sm" truncate maw={400}>
            {message}
          </Text>
        </UnstyledButton>
      ),
    },
    {
      title: "Order",
      cell: ({ orderId }) =>
        orderId === null ? null : <IdLink id={orderId} to={`/orders/${orderId}`} />,
    },
    {
      title: "Trace",
      cell: ({ traceId }) =>
        traceId === null ? null : (
          <Anchor component={Link} to={`/traces/${traceId}`} size="sm" ff="monospace">
            {traceId.slice(0, 8)}
          </Anchor>
        ),
    },
  ];
}
