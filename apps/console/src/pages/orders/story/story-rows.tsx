import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, type KeyboardEvent } from "react";
import { counted } from "../../../parts/counted.ts";
import { rowsInSight } from "./rows-in-sight.ts";
import { noteOf, isTrouble, type StoryEvent } from "./story.ts";
import classes from "./story.module.css";
import { barOf, colourOf, markOf, tookText, type StoryView } from "./story-view.ts";

const rowPx = 28;
const narrowRowPx = 46;

/** A row for each event, in order of time; only those in sight are in the document. Arrow keys go up and down. */
export function StoryRows(view: StoryView) {
  const { story, chosen } = view;
  const scroller = useRef<HTMLOListElement>(null);
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  const height = narrow ? narrowRowPx : rowPx;
  const count = story.events.length;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const inSight = rowsInSight({
    count,
    rowPx: height,
    heightPx: virtualizer.scrollRect?.height ?? 0,
    offsetPx: virtualizer.scrollOffset ?? 0,
  });
  const at = story.events.findIndex(({ entry }) => entry.id === chosen);
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: "auto" });
  }, [virtualizer, at]);
  return (
    <>
      <ol
        ref={scroller}
        className={classes["rows"]}
        aria-label="Events, in order of time"
        data-above={(inSight !== undefined && inSight.first > 1) || undefined}
        data-below={(inSight !== undefined && inSight.last < count) || undefined}
      >
        <li aria-hidden style={{ height: virtualizer.getTotalSize() }} />
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const event = story.events[index];
          return event === undefined ? null : (
            <li
              key={event.entry.id}
              className={classes["row"]}
              style={{ top: start, height }}
              aria-setsize={count}
              aria-posinset={index + 1}
            >
              <Row view={view} event={event} index={index} />
            </li>
          );
        })}
      </ol>
      {inSight === undefined ? null : (
        // For the eye: to others the list itself says how many it has.
        <p className={classes["more"]} aria-hidden>
          {inSight.first}–{inSight.last} of {counted(count, "event")}, scroll for the others
        </p>
      )}
    </>
  );
}

interface RowProps {
  readonly view: StoryView;
  readonly event: StoryEvent;
  readonly index: number;
}

/** Made once: a step of scrolling costs the rows that come into sight. */
const Row = memo(function Row({ view, event, index }: RowProps) {
  const { story, scale, chain, chosen, choose, point } = view;
  const { entry } = event;
  const isChosen = chosen === entry.id;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The arrow keys move the choice; the focus goes along, and is not taken from elsewhere.
    if (isChosen && document.activeElement?.closest("ol") === button.current?.closest("ol")) {
      button.current?.focus();
    }
  }, [isChosen]);
  const move = (pressed: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[pressed.key];
    const next = step === undefined ? undefined : story.events[Math.max(0, index + step)];
    if (next === undefined) return;
    pressed.preventDefault();
    choose(next.entry.id);
  };
  return (
    <button
      ref={button}
      type="button"
      tabIndex={isChosen || (index === 0 && chosen === undefined) ? 0 : -1}
      aria-pressed={isChosen}
      data-chain={markOf(entry.id, chain)}
      onClick={() => choose(isChosen ? undefined : entry.id)}
      onKeyDown={move}
      onPointerEnter={() => point(entry.id)}
      onPointerLeave={() => point(undefined)}
      onFocus={() => point(entry.id)}
      onBlur={() => point(undefined)}
    >
      <span className={classes["service"]}>{entry.service}</span>
      <span className={classes["type"]} data-trouble={isTrouble(entry) || undefined}>
        {entry.type} <small>{noteOf(entry, story)}</small>
      </span>
      <span className={classes["track"]} aria-hidden>
        {scale.cuts.map(({ at }) => (
          <i key={at} style={{ left: `${at * 100}%` }} />
        ))}
        <b style={{ ...barOf(event, scale), color: colourOf(story, entry.service) }} />
      </span>
      <span className={classes["took"]}>{tookText(event)}</span>
    </button>
  );
});
