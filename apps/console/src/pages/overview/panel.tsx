import { Box, Group, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PanelProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the page with a line around it. */
export function Panel({ title, actions, children }: PanelProps) {
  return (
    <Box
      component="section"
      aria-label={title}
      p="sm"
      style={{ border: "1px solid var(--line)", borderRadius: "var(--mantine-radius-sm)" }}
    >
      <Group justify="space-between" mb={6} gap="xs" mih={28}>
        <Title order={2} fz={14}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  );
}
