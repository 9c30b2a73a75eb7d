import { Badge, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { CursorTable, type Column } from "../../parts/cursor-table.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useKeys, type Key } from "./key-calls.ts";
import { MakeKey } from "./make-key.tsx";
import { RevokeKey } from "./revoke-key.tsx";

/** Who may call the API in the name of this tenant. */
export function Keys() {
  const list = useKeys();
  const [making, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<Key>();
  return (
    <>
      <Group justify="space-between" mb="sm" gap="xs">
        <Text size="sm" c="dimmed">
          A key is shown once, when it is made; only its hash is stored.
        </Text>
        <Button onClick={() => setMaking(true)}>New key</Button>
      </Group>
      <CursorTable
        label="API keys"
        list={list}
        columns={columnsOf(setRevoked)}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No keys">This tenant has no key of its own.</EmptyState>}
      />
      {making ? <MakeKey onClose={() => setMaking(false)} /> : null}
      {revoked === undefined ? null : (
        <RevokeKey apiKey={revoked} onClose={() => setRevoked(undefined)} />
      )}
    </>
  );
}

function columnsOf(revoke: (key: Key) => void): readonly Column<Key>[] {
  return [
    {
      title: "Name",
      cell: ({ name, own }) => (
        <Group gap={6} wrap="nowrap">
          {name}
          {own ? <Badge color="blue">yours</Badge> : null}
        </Group>
      ),
    },
    {
      title: "Role",
      cell: ({ role, customer }) => (customer === null ? role : `${role} ${customer}`),
    },
    { title: "Id", cell: ({ id }) => <IdLink id={id} /> },
    { title: "Made", align: "right", cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      title: "Last used",
      align: "right",
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          <Text span size="sm" c="dimmed">
            not since the start
          </Text>
        ) : (
          <Moment at={lastUsedAt} />
        ),
    },
    {
      title: "Action",
      align: "right",
      cell: (key) =>
        key.revokedAt === null ? (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => revoke(key)}
            aria-label={`Revoke ${key.name}`}
          >
            Revoke
          </Button>
        ) : (
          <Text span size="sm" c="dimmed">
            revoked <Moment at={key.revokedAt} />
          </Text>
        ),
    },
  ];
}
