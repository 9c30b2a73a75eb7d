import { Menu, UnstyledButton, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconChevronDown, IconLogout } from "@tabler/icons-react";
import { signOut } from "../session/session-calls.ts";
import { useSession } from "../session/session-store.ts";
import { queryClient } from "./query-client.ts";

/** Whose session this is, and its end. */
export function SignedIn() {
  const session = useSession();
  if (session === undefined || session === null) return null;
  const leave = async () => {
    try {
      await signOut();
      // The next one to sign in on this page must not see what this one saw.
      queryClient.clear();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      notifications.show({ color: "red", title: "You are still signed in", message });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton px={6} py={4}>
          <Group gap={6} wrap="nowrap">
            <Text size="sm">{session.tenant}</Text>
            <Text size="sm" c="dimmed">
              {session.role}
            </Text>
            <IconChevronDown size={14} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Signed in until {new Date(session.expiresAt).toLocaleTimeString()}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
