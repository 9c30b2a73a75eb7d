import { Box, NavLink, Text } from "@mantine/core";
import {
  IconApi,
  IconBox,
  IconTimeline,
  IconClipboardList,
  IconFileText,
  IconLayoutDashboard,
  IconMail,
  IconMailX,
  IconReceipt,
  IconRoute,
  IconShieldCheck,
  IconTags,
  IconTimelineEvent,
  type Icon,
} from "@tabler/icons-react";
import { NavLink as RouterLink, useLocation } from "react-router";

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly icon: Icon;
}

interface Section {
  /** Over its entries; the first has none. */
  readonly title?: string;
  readonly entries: readonly Entry[];
}

/** Pages in the order of the menu. A page that has nothing yet is not here. */
const sections: readonly Section[] = [
  { entries: [{ path: "/", name: "Overview", icon: IconLayoutDashboard }] },
  {
    title: "Shop",
    entries: [
      { path: "/orders", name: "Orders", icon: IconReceipt },
      { path: "/stock", name: "Stock", icon: IconBox },
      { path: "/catalogue", name: "Catalogue", icon: IconTags },
      { path: "/mail", name: "Mail", icon: IconMail },
    ],
  },
  {
    title: "Operations",
    entries: [
      { path: "/dead-letters", name: "Dead letters", icon: IconMailX },
      { path: "/processes", name: "Processes", icon: IconRoute },
      { path: "/events", name: "Events", icon: IconTimeline },
      { path: "/proof", name: "Proof", icon: IconShieldCheck },
      { path: "/logs", name: "Logs", icon: IconFileText },
      { path: "/traces", name: "Traces", icon: IconTimelineEvent },
    ],
  },
  {
    title: "Access",
    entries: [
      { path: "/api", name: "API", icon: IconApi },
      { path: "/audit", name: "Audit trail", icon: IconClipboardList },
    ],
  },
];

interface Chosen {
  readonly onChosen: () => void;
}

export function Navigation({ onChosen }: Chosen) {
  return sections.map(({ title, entries }) => (
    <Box key={title ?? ""} role="group" aria-label={title} mb={10}>
      {title === undefined ? null : (
        <Text aria-hidden size="xs" fw={600} c="dimmed" px="sm" pb={2}>
          {title}
        </Text>
      )}
      {entries.map((entry) => (
        <PageLink key={entry.path} {...entry} onChosen={onChosen} />
      ))}
    </Box>
  ));
}

function PageLink({ path, name, icon: EntryIcon, onChosen }: Entry & Chosen) {
  const { pathname } = useLocation();
  return (
    <NavLink
      component={RouterLink}
      to={path}
      label={name}
      leftSection={<EntryIcon size={17} stroke={1.6} aria-hidden />}
      active={path === "/" ? pathname === "/" : `${pathname}/`.startsWith(`${path}/`)}
      onClick={onChosen}
      py={5}
      style={{ borderRadius: "var(--mantine-radius-sm)" }}
    />
  );
}
