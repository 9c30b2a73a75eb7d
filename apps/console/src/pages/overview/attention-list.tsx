import { Alert, Anchor, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Overview } from "./overview-calls.ts";

type Attention = Overview["attention"][number];

/** Where one goes to do something about it. */
const places: Readonly<Record<string, { readonly to: string; readonly verb: string }>> = {
  "invariant-broken": { to: "/proof", verb: "See what breaks them" },
  "dead-letters": { to: "/dead-letters", verb: "Look at them" },
  "stuck-processes": { to: "/processes?state=stuck", verb: "Look at them" },
  "consumer-paused": { to: "/events/consumers", verb: "Look at it" },
  "stock-low": { to: "/stock?below=5", verb: "See which" },
};

/** What needs a person, or that nothing does. The region is always there, so that changes are read out. */
export function AttentionList({ attention }: Pick<Overview, "attention">) {
  return (
    <section aria-label="Needs a person" aria-live="polite">
      {attention.length === 0 ? (
        <Group gap={6} mb="md" c="dimmed" wrap="nowrap" align="flex-start">
          <IconCircleCheck
            size={18}
            style={{ flexShrink: 0 }}
            color="var(--mantine-color-green-6)"
            aria-hidden
          />
          <Text size="sm">Nothing needs you: no dead letters, nothing stuck, breakers closed.</Text>
        </Group>
      ) : (
        <Alert color="orange" mb="md" p="xs" icon={<IconAlertTriangle size={18} />} title={null}>
          <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
            {attention.map((each) => (
              <li key={`${each.kind}/${each.service}`}>
                <Entry {...each} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </section>
  );
}

function Entry({ kind, service, count, message }: Attention) {
  const place = places[kind];
  return (
    <Group gap={8} py={2}>
      <Text span size="sm">
        {kind === "service-degraded" ? (
          <>
            <b>{service}</b> is degraded: {message}
          </>
        ) : (
          <>
            <b className="number">{count.toLocaleString("en")}</b> {message}
          </>
        )}
      </Text>
      {place === undefined ? null : (
        <Anchor component={Link} to={place.to} size="sm" underline="always" c="inherit">
          {count === 1 && place.verb === "Look at them" ? "Look at it" : place.verb}
        </Anchor>
      )}
    </Group>
  );
}
