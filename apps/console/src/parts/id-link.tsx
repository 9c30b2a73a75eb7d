import { ActionIcon, Anchor, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { Link } from "react-router";

/** An id in monospace that can be copied, and leads to its page when it has one. */
export function IdLink({ id, to }: { readonly id: string; readonly to?: string }) {
  return (
    <Group gap={2} wrap="nowrap" display="inline-flex">
      {to === undefined ? (
        <Text span ff="monospace" size="sm">
          {id}
        </Text>
      ) : (
        <Anchor component={Link} to={to} ff="monospace" size="sm" data-row-link>
          {id}
        </Anchor>
      )}
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="transparent"
            color="gray"
            size="xs"
            className="copy-id"
            onClick={copy}
            aria-label={copied ? "Copied" : `Copy ${id}`}
          >
            {copied ? <IconCheck size={12} /> : <IconCopy size={12} stroke={1.5} />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}
