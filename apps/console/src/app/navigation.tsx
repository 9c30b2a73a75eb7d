import { NavLink } from "@mantine/core";
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

/** Pages in the order of the menu. A page that has nothing yet is not here. */
const entries: readonly Entry[] = [
  { path: "/", name: "Overview", icon: IconLayoutDashboard },
  { path: "/orders", name: "Orders", icon: IconReceipt },
  { path: "/dead-letters", name: "Dead letters", icon: IconMailX },
  { path: "/processes", name: "Processes", icon: IconRoute },
  { path: "/stock", name: "Stock", icon: IconBox },
  { path: "/catalogue", name: "Catalogue", icon: IconTags },
  { path: "/events", name: "Events", icon: IconTimeline },
  { path: "/proof", name: "Proof", icon: IconShieldCheck },
  { path: "/mail", name: "Mail", icon: IconMail },
  { path: "/api", name: "API", icon: IconApi },
  { path: "/logs", name: "Logs", icon: IconFileText },
  { path: "/traces", name: "Traces", icon: IconTimelineEvent },
  { path: "/audit", name: "Audit trail", icon: IconClipboardList },
];

export function Navigation({ onChosen }: { readonly onChosen: () => void }) {
  const { pathname } = useLocation();
  return entries.map(({ path, name, icon: EntryIcon }) => (
    <NavLink
      key={path}
      component={RouterLink}
      to={path}
      label={name}
      leftSection={<EntryIcon size={17} stroke={1.6} aria-hidden />}
      active={path === "/" ? pathname === "/" : `${pathname}/`.startsWith(`${path}/`)}
      onClick={onChosen}
      py={6}
      style={{ borderRadius: "var(--mantine-radius-sm)" }}
    />
  ));
}
