import { Box, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** What stands where there is nothing to show: what that means, and what one can do. */
export function EmptyState(props: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Box py="xl" px="md" ta="center">
      <Text fw={600}>{props.title}</Text>
      <Text component="div" size="sm" c="dimmed" mt={4}>
        {props.children}
      </Text>
    </Box>
  );
}
