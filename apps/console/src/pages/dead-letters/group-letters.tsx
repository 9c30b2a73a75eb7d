import { Anchor, Button, Checkbox, Group, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Page } from "../../parts/page.tsx";
import { useRefreshed } from "../../parts/use-refreshed.ts";
import type { Cause } from "./cause.ts";
import {
  lettersKey,
  refreshMs,
  useLetters,
  type Chosen,
  type Letter,
} from "./dead-letter-calls.ts";
import { DropLetters } from "./drop-letters.tsx";
import { ReplayLetters } from "./replay-letters.tsx";
import { Replays } from "./replays.tsx";

/** The API takes so many ids in one request. */
const maxChosen = 1_000;

export function GroupLetters({ cause }: { readonly cause: Cause }) {
  const list = useLetters(cause);
  useRefreshed(lettersKey, refreshMs);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [replayed, setReplayed] = useState<Chosen>();
  const [dropped, setDropped] = useState<string[]>();
  const ids = [...chosen].slice(0, maxChosen);
  const done = () => {
    setReplayed(undefined);
    setDropped(undefined);
    setChosen(new Set());
  };
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Page
      title={cause.code === "" ? "Dead letters without a code" : cause.code}
      above={
        <Anchor component={Link} to="/dead-letters" size="sm">
          Dead letters
        </Anchor>
      }
      actions={<Button onClick={() => setReplayed({ cause })}>Replay the group</Button>}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {cause.type === "" ? "Messages" : cause.type} that {cause.consumer} of the service{" "}
        {cause.service} could not handle.
      </Text>
      <Group mb="sm" gap="xs">
        <Button
          variant="default"
          onClick={() => setChosen(new Set(list.rows.slice(0, maxChosen).map(({ id }) => id)))}
        >
          Choose those shown
        </Button>
        <Button variant="default" disabled={ids.length === 0} onClick={() => setReplayed({ ids })}>
          Replay {ids.length} chosen
        </Button>
        <Button variant="default" disabled={ids.length === 0} onClick={() => setDropped(ids)}>
          Drop {ids.length} chosen
        </Button>
      </Group>
      <CursorTable
        label="Dead letters of this cause"
        list={list}
        columns={columnsOf(chosen, toggle)}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="None is left">
            All letters of this cause were handled, dropped, or wait to be tried again.
          </EmptyState>
        }
      />
      <Replays />
      {replayed === undefined ? null : <ReplayLetters chosen={replayed} onClose={done} />}
      {dropped === undefined ? null : <DropLetters ids={dropped} onClose={done} />}
    </Page>
  );
}

function columnsOf(
  chosen: ReadonlySet<string>,
  toggle: (id: string) => void,
): readonly Column<Letter>[] {
  return [
    {
      title: "Choose",
      cell: ({ id }) => (
        <Checkbox
          size="xs"
          checked={chosen.has(id)}
          onChange={() => toggle(id)}
          aria-label={`Choose ${id}`}
        />
      ),
    },
    { title: "Letter", cell: ({ id }) => <IdLink id={id} to={`/dead-letters/${id}`} /> },
    { title: "Key", cell: ({ key }) => <KeyLink id={key} /> },
    {
      title: "Error",
      cell: ({ error }) => (
        <Text size="sm" truncate maw={420} title={error}>
          {error}
        </Text>
      ),
    },
    { title: "Attempts", align: "right", cell: ({ attempts }) => attempts },
    { title: "Behind", align: "right", cell: ({ behind }) => behind },
    { title: "Parked", align: "right", cell: ({ parkedAt }) => <Moment at={parkedAt} /> },
  ];
}
