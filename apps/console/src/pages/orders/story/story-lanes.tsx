import { durationText } from "../../../parts/duration.ts";
import classes from "./story.module.css";
import { barOf, colourOf, markOf, type StoryView } from "./story-view.ts";

/** One lane a service, with all of its events: the whole at a glance. The rows below say the same in words. */
export function StoryLanes({ story, scale, chain, choose, point }: StoryView) {
  return (
    <div className={classes["lanes"]} aria-hidden onPointerLeave={() => point(undefined)}>
      <div className={classes["lane"]}>
        <span />
        <span className={classes["axis"]}>
          {scale.ticks.map(({ at, sinceStartMs }) => (
            <span key={at} style={{ left: `${at * 100}%` }} data-last={at > 0.9 || undefined}>
              {sinceStartMs === 0 ? "0" : `+${durationText(sinceStartMs)}`}
            </span>
          ))}
        </span>
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
            {story.events
              .filter(({ entry }) => entry.service === service)
              .map((event) => (
                <button
                  type="button"
                  tabIndex={-1}
                  aria-label={event.entry.type}
                  key={event.entry.id}
                  title={event.entry.type}
                  data-chain={markOf(event.entry.id, chain)}
                  style={{ ...barOf(event, scale), color: colourOf(story, service) }}
                  onPointerEnter={() => point(event.entry.id)}
                  onClick={() => choose(event.entry.id)}
                />
              ))}
          </span>
        </div>
      ))}
    </div>
  );
}
