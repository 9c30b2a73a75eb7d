import { Skeleton, Text, Title } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { counted } from "../../../parts/counted.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { ProblemAlert } from "../../../parts/problem-alert.tsx";
import { EditedMessages } from "../../dead-letters/edited-messages.tsx";
import { useHistory, type Order } from "../order-calls.ts";
import { EventPanel } from "./event-panel.tsx";
import { chainOf, storyOf, type Story } from "./story.ts";
import { StoryLanes } from "./story-lanes.tsx";
import { StoryRows } from "./story-rows.tsx";
import classes from "./story.module.css";
import { timeScale } from "../../../parts/time-scale.ts";

/** Every event of every service on one axis of time. The chosen one is in the address. */
export function StorySection({ order }: { readonly order: Order }) {
  const { data, error, isPending } = useHistory(order);
  const [parameters, setParameters] = useSearchParams();
  const [pointed, setPointed] = useState<string>();
  const chosen = parameters.get("event") ?? undefined;
  const story = useMemo(() => storyOf(data?.entries ?? []), [data]);
  const scale = useMemo(() => timeScale(story.events.map(({ at }) => at)), [story]);
  const chain = useMemo(() => chainOf(story, pointed ?? chosen), [story, pointed, chosen]);
  const choose = useCallback(
    (id: string | undefined) => {
      const next = new URLSearchParams(parameters);
      if (id === undefined) next.delete("event");
      else next.set("event", id);
      setParameters(next, { replace: true, preventScrollReset: true });
    },
    [parameters, setParameters],
  );
  const event = story.byId.get(chosen ?? "");
  const view = { story, scale, chain, chosen, choose, point: setPointed };
  return (
    <section aria-label="Story">
      <Title order={2} mb={4}>
        Story
      </Title>
      <ProblemAlert error={error} />
      {isPending ? <Skeleton height={240} /> : null}
      {data?.entries.length === 0 ? <EmptyState title="Nothing has happened yet" /> : null}
      {story.events.length === 0 ? null : (
        <>
          <Text size="xs" c="dimmed" mb={6}>
            {countText(story, data?.isWhole === true)} A bar goes from what caused an event to the
            event.
            {scale.cuts.length > 0
              ? " Long waits are cut out of the axis, at the dashed lines."
              : ""}
          </Text>
          <div className={classes["story"]}>
            <StoryLanes {...view} />
            <StoryRows {...view} />
          </div>
          {event === undefined ? null : <EventPanel event={event} choose={choose} />}
          <EditedMessages ofKey={order.id} />
        </>
      )}
    </section>
  );
}

function countText({ events, services }: Story, isWhole: boolean): string {
  return isWhole
    ? `${counted(events.length, "event")} of ${counted(services.length, "service")}.`
    : `The first ${counted(events.length, "event")}; the others are being read.`;
}
