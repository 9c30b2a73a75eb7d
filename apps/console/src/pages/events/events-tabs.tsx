import { Tabs } from "@mantine/core";
import { useLocation, useNavigate } from "react-router";

const tabs = [
  { path: "/events", name: "Log" },
  { path: "/events/consumers", name: "Consumers" },
  { path: "/events/views", name: "Views" },
];

/** The views of the events: each is a page with an address of its own. */
export function EventsTabs() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <Tabs
      value={pathname}
      onChange={(path) => void navigate(path ?? "/events")}
      mb="sm"
      activateTabWithKeyboard={false}
    >
      <Tabs.List aria-label="Views of the events">
        {tabs.map(({ path, name }) => (
          <Tabs.Tab key={path} value={path} aria-controls={undefined}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
