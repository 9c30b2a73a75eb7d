import { AppShell, Burger, Group, ScrollArea, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "react-router";
import { ColorSchemeSwitch } from "./color-scheme-switch.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { SignedIn } from "./signed-in.tsx";

const mainId = "main";

/** The frame of every page: menu, who is signed in, whether the server answers. */
export function Layout() {
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 44 }}
      navbar={{ width: 196, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a className="skip-link" href={`#${mainId}`}>
        Skip to the content
      </a>
      <AppShell.Header bg="var(--surface)">
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={opened}
            />
            <img src="/favicon.svg" alt="" width={22} height={22} />
            <Text fw={650}>Waybill</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <SignedIn />
            <ColorSchemeSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" bg="var(--surface)" aria-label="Pages">
        <AppShell.Section grow component={ScrollArea}>
          <Navigation onChosen={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id={mainId} tabIndex={-1}>
        <ConnectionBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
