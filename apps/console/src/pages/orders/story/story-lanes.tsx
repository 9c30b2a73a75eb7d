import { memo } from "react";
import { durationText } from "../../../parts/duration.ts";
import { TimeAxis } from "../../../parts/time-axis.tsx";
import classes from "./story.module.css";
import type { StoryEvent } from "./story.ts";
import type { TimeScale } from "../../../parts/time-scale.ts";
import { barOf, colourOf, markOf, type StoryView } from "./story-view.ts";

/** Places on the axis that can be told apart; of events at one place the first stands for all. */
const places = 400;

function apart(events: readonly StoryEvent[], scale: TimeScale): readonly StoryEvent[] {
  if (events.length <= places) return events;
  const first = new Map<number, StoryEvent>();
  for (const event of events) {
    const place = Math.round(scale.at(event.at) * places);
    if (!first.has(place)) first.set(place, event);
  }
  return [...first.values()];
}

/** One lane a service, with its events: the whole at a glance. The rows below say the same in words. */
export function StoryLanes({ story, scale, chain, choose, point }: StoryView) {
  return (
    <div className={classes["lanes"]} aria-hidden onPointerLeave={() => point(undefined)}>
      <div className={classes["lane"]}>
        <span />
        <TimeAxis scale={scale} />
      </div>
      {story.services.map((service) => (
        <div key={service} className={classes["lane"]}>
          <span className={classes["service"]}>{service}</span>
          <span className={classes["track"]}>
            {scale.cuts.map(({ at, ms }) => (
              <i
                key={at}
                style={{ left: `${at * 100}%` }}
                title={`${durationText(ms)} cut short`}
              />
            ))}
            {apart(
              story.events.filter(({ entry }) => entry.service === service),
              scale,
            ).map((event) => (
              <Dot
                key={event.entry.id}
                event={event}
                scale={scale}
                colour={colourOf(story, service)}
                mark={markOf(event.entry.id, chain)}
                point={point}
                choose={choose}
              />
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}

interface DotProps extends Pick<StoryView, "scale" | "point" | "choose"> {
  readonly event: StoryEvent;
  readonly colour: string;
  readonly mark: "in" | "out" | undefined;
}

/** There are up to 400 a service, and only marks change when something is pointed at. */
const Dot = memo(function Dot({ event, scale, colour, mark, point, choose }: DotProps) {
  const { id, type } = event.entry;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={type}
      title={type}
      data-chain={mark}
      style={{ ...barOf(event, scale), color: colour }}
      onPointerEnter={() => point(id)}
      onClick={() => choose(id)}
    />
  );
});
