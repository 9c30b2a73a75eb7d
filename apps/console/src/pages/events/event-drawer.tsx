import { Anchor, Box, Code, Drawer, Skeleton, Title } from "@mantine/core";
import { Link } from "react-router";
import type { Schemas } from "../../api/client.ts";
import { isStatus } from "../../api/problem.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { IdLink } from "../../parts/id-link.tsx";
import { KeyLink } from "../../parts/key-link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { ProblemAlert } from "../../parts/problem-alert.tsx";
import { RawJson } from "../../parts/raw-json.tsx";
import { Fields } from "../orders/story/fields.tsx";
import { useEvent } from "./event-calls.ts";
import { addressOfEvents } from "./event-filter.ts";

interface EventDrawerProps {
  /** Service and position. */
  readonly id: string;
  /** Address of the page with another event open. */
  readonly addressOf: (id: string) => string;
  readonly onClose: () => void;
}

/** All of one event, beside the list. */
export function EventDrawer({ id, addressOf, onClose }: EventDrawerProps) {
  const { data, error, isPending } = useEvent(id);
  const missing = isStatus(error, 404) || isStatus(error, 400);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={data?.type ?? id}
      closeButtonProps={{ "aria-label": "Close the event" }}
    >
      {missing ? (
        <EmptyState title="There is no such event">Your tenant has none at {id}.</EmptyState>
      ) : (
        <ProblemAlert error={error} />
      )}
      {isPending ? <Skeleton height={320} /> : null}
      {data === undefined ? null : <Detail event={data} addressOf={addressOf} />}
    </Drawer>
  );
}

function Detail({
  event,
  addressOf,
}: { readonly event: Schemas["LoggedEventDetail"] } & Pick<EventDrawerProps, "addressOf">) {
  const { correlationId, recordedAt, touches } = event;
  const since = new Date(Date.parse(recordedAt) - 60_000).toISOString();
  return (
    <>
      <Facts
        label="The event"
        facts={[
          ["Key", <KeyLink key="key" id={event.key} />],
          [
            "Recorded",
            <>
              {exactTime(recordedAt)} (<Moment at={recordedAt} />)
            </>,
          ],
          ["Topic", event.topic ?? "none that this release knows"],
          [
            "Log",
            `${event.service}, position ${event.position.toLocaleString("en")}, partition ${event.partition}`,
          ],
          [
            "Stream",
            <>
              <IdLink id={event.stream} /> version {event.version}
            </>,
          ],
          ["Schema", `version ${event.schemaVersion}`],
          ["Caused by", <Cause key="cause" event={event} addressOf={addressOf} />],
          [
            "Correlation",
            <>
              <IdLink id={correlationId} />{" "}
              <Anchor
                component={Link}
                size="sm"
                to={addressOfEvents({ correlationId, from: since, order: "oldest" })}
              >
                All events of this request
              </Anchor>
            </>,
          ],
          ...(touches.length === 0 ? [] : [["Also moves", touches.join(", ")] as const]),
        ]}
      />
      <Title order={2} mt="md" mb="xs" fz={14}>
        What it says
      </Title>
      <Box role="region" aria-label="What it says" tabIndex={0} style={{ overflowX: "auto" }}>
        <div style={{ minWidth: 640 }}>
          <Fields value={event.data} />
        </div>
      </Box>
      <div style={{ marginTop: 12 }}>
        <RawJson value={event} />
      </div>
    </>
  );
}

function Cause({
  event: { cause, causedBy, correlationId },
  addressOf,
}: { readonly event: Schemas["LoggedEventDetail"] } & Pick<EventDrawerProps, "addressOf">) {
  if (cause !== null) {
    return (
      <Anchor component={Link} size="sm" to={addressOf(`${cause.service}/${cause.position}`)}>
        {cause.type} of {cause.service}
      </Anchor>
    );
  }
  if (causedBy === correlationId) return "a request";
  return <Code style={{ overflowWrap: "anywhere" }}>{causedBy}</Code>;
}

/** To the millisecond, in local time. */
export function exactTime(iso: string): string {
  const date = new Date(iso);
  return `${date.toLocaleDateString()} ${date.toLocaleTimeString("en-GB")}.${iso.slice(20, 23)}`;
}
