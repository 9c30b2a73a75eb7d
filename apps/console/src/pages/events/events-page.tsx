import { Anchor, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { counted } from "../../parts/counted.ts";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Page } from "../../parts/page.tsx";
import { EventDrawer, exactTime } from "./event-drawer.tsx";
import { useEvents, type EventRows, type LoggedEvent } from "./event-calls.ts";
import { filterOf } from "./event-filter.ts";
import { EventFilters } from "./event-filters.tsx";
import { EventsTabs } from "./events-tabs.tsx";

export function EventsPage() {
  const [parameters, setParameters] = useSearchParams();
  const [following, setFollowing] = useState(true);
  const query = filterOf(parameters);
  const canFollow = query.order !== "oldest" && query.to === undefined;
  const list = useEvents(query, canFollow && following);
  const opened = parameters.get("event");
  const addressOf = (id: string) => {
    const next = new URLSearchParams(parameters);
    next.set("event", id);
    return `/events?${next.toString()}`;
  };
  const close = () => {
    const next = new URLSearchParams(parameters);
    next.delete("event");
    setParameters(next);
  };
  return (
    <Page
      title="Events"
      actions={canFollow ? <Follow following={following} onChange={setFollowing} /> : null}
    >
      <EventsTabs />
      <EventFilters />
      <CursorTable
        label="Events"
        list={list}
        columns={columnsOf(addressOf)}
        rowKey={({ id }) => id}
        empty={<Nothing list={list} />}
      />
      {list.rows.length === 0 ? null : <Looked list={list} />}
      {opened === null ? null : <EventDrawer id={opened} addressOf={addressOf} onClose={close} />}
    </Page>
  );
}

function columnsOf(addressOf: (id: string) => string): readonly Column<LoggedEvent>[] {
  return [
    {
      title: "Recorded",
      cell: ({ recordedAt }) => (
        <Tooltip label={exactTime(recordedAt)}>
          <time dateTime={recordedAt} className="number">
            {timeOfDay(recordedAt)}
          </time>
        </Tooltip>
      ),
    },
    {
      title: "Event",
      cell: ({ type, service, position }) => (
        <Anchor component={Link} size="sm" to={addressOf(`${service}/${position}`)} data-row-link>
          {type}
        </Anchor>
      ),
    },
    { title: "Key", cell: ({ key }) => <KeyLink id={key} /> },
    { title: "Service", cell: ({ service }) => service },
    { title: "Topic", cell: ({ topic }) => topic ?? "–" },
    { title: "Partition", align: "right", cell: ({ partition }) => partition },
    { title: "Position", align: "right", cell: ({ position }) => position.toLocaleString("en") },
  ];
}

function Follow(props: { readonly following: boolean; readonly onChange: (on: boolean) => void }) {
  const { following, onChange } = props;
  return (
    <Button
      variant="default"
      leftSection={following ? <IconPlayerPause size={14} /> : <IconPlayerPlay size={14} />}
      onClick={() => onChange(!following)}
    >
      {following ? "Pause" : "Follow"}
    </Button>
  );
}

/** What is rare may be further back than one look goes. */
function Nothing({ list }: { readonly list: EventRows }) {
  if (!list.hasMore) {
    return (
      <EmptyState title="No such event">{placesText(list)} looked at, which is all.</EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing found yet">
      <p>{placesText(list)} looked at; there are more.</p>
      <Button loading={list.loadingMore} onClick={list.loadMore}>
        Look further
      </Button>
    </EmptyState>
  );
}

function placesText({ looked }: EventRows): string {
  return counted(looked, "place in the logs was", "places in the logs were");
}

function Looked({ list }: { readonly list: EventRows }) {
  return (
    <Group justify="center" mt={6}>
      <Text size="xs" c="dimmed">
        {counted(list.rows.length, "event")}
        {list.hasMore ? "" : ", which is all there are"}
      </Text>
    </Group>
  );
}

/** With the date where it is not today's. */
function timeOfDay(iso: string): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = `${date.toLocaleTimeString("en-GB")}.${iso.slice(20, 23)}`;
  return isToday ? time : `${iso.slice(0, 10)} ${time}`;
}
