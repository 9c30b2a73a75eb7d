import { Anchor, Badge, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { counted } from "../../parts/counted.ts";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Money } from "../../parts/money.tsx";
import { Page } from "../../parts/page.tsx";
import { addressOfCause, type Group } from "./cause.ts";
import { useGroups } from "./dead-letter-calls.ts";
import { ReplayLetters } from "./replay-letters.tsx";
import { Replays } from "./replays.tsx";

export function Groups() {
  const { data, error, isPending } = useGroups();
  const [replayed, setReplayed] = useState<Group>();
  const rows = data?.items ?? [];
  const list = {
    rows,
    loading: isPending,
    error,
    hasMore: false,
    loadingMore: false,
    loadMore: () => undefined,
  };
  return (
    <Page title="Dead letters">
      <CursorTable
        label="Dead letters by cause"
        list={list}
        columns={columnsOf(setReplayed)}
        rowKey={addressOfCause}
        empty={
          <EmptyState title="No dead letters">
            Messages whose handling fails for good wait here, for you to replay or to drop them.
          </EmptyState>
        }
      />
      <Replays />
      {replayed === undefined ? null : (
        <ReplayLetters
          chosen={{ cause: causeOnly(replayed) }}
          onClose={() => setReplayed(undefined)}
        />
      )}
    </Page>
  );
}

function causeOnly({ service, consumer, code, type }: Group) {
  return { service, consumer, code, type };
}

function columnsOf(replay: (group: Group) => void): readonly Column<Group>[] {
  return [
    {
      title: "Cause",
      cell: (group) => (
        <>
          <Anchor component={Link} to={addressOfCause(group)} size="sm" data-row-link>
            {group.code === "" ? "no code" : group.code}
          </Anchor>
          <Text size="xs" c="dimmed">
            {group.type === "" ? "unknown message" : group.type}
          </Text>
        </>
      ),
    },
    { title: "Consumer", cell: ({ consumer }) => consumer },
    {
      title: "Letters",
      align: "right",
      cell: ({ letters }) => <Badge color="red">{letters.toLocaleString("en")}</Badge>,
    },
    { title: "Keys", align: "right", cell: ({ keys }) => keys.toLocaleString("en") },
    { title: "Behind", align: "right", cell: ({ behind }) => behind.toLocaleString("en") },
    { title: "Money standing still", align: "right", cell: (group) => <Standing group={group} /> },
    { title: "Since", align: "right", cell: ({ since }) => <Moment at={since} /> },
    { title: "Newest", align: "right", cell: ({ newest }) => <Moment at={newest} /> },
    {
      title: "Action",
      align: "right",
      cell: (group) => (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => replay(group)}
          aria-label={`Replay ${group.code} of ${group.consumer}`}
        >
          Replay
        </Button>
      ),
    },
  ];
}

function Standing({ group }: { readonly group: Group }) {
  const { money, moneyOfKeys, keys } = group;
  if (money.length === 0)
    return (
      <Text span size="sm" c="dimmed">
        none
      </Text>
    );
  return (
    <Stack gap={0} align="flex-end">
      {money.map((each) => (
        <Money key={each.currency} {...each} />
      ))}
      {moneyOfKeys < keys ? (
        <Text size="xs" c="dimmed">
          of {counted(moneyOfKeys, "key")}, or more
        </Text>
      ) : null}
    </Stack>
  );
}
