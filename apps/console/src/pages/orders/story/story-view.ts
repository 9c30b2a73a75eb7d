import { durationText } from "../../../parts/duration.ts";
import type { Story, StoryEvent } from "./story.ts";
import type { TimeScale } from "../../../parts/time-scale.ts";

/** What the parts of a story share. */
export interface StoryView {
  readonly story: Story;
  readonly scale: TimeScale;
  /** Causes and effects of what is pointed at, or else chosen; empty for neither. */
  readonly chain: ReadonlySet<string>;
  readonly chosen: string | undefined;
  readonly choose: (id: string | undefined) => void;
  readonly point: (id: string | undefined) => void;
}

const colours = ["blue", "teal", "violet", "green", "orange", "pink", "cyan"] as const;

export function colourOf(story: Story, service: string): string {
  const index = story.services.indexOf(service) % colours.length;
  return `var(--mantine-color-${colours[index] ?? "gray"}-6)`;
}

/** Where a bar lies, in percent of the axis. */
export function barOf({ at, cause }: StoryEvent, scale: TimeScale) {
  const end = scale.at(at) * 100;
  const start = cause === undefined ? end : Math.min(scale.at(cause.at) * 100, end);
  return { left: `${start}%`, width: `${end - start}%` };
}

/** From the cause to the event; nothing where no event caused it. */
export function tookText({ at, cause }: StoryEvent): string {
  return cause === undefined ? "" : durationText(Math.max(0, at - cause.at));
}

export function markOf(id: string, chain: ReadonlySet<string>): "in" | "out" | undefined {
  if (chain.size === 0) return undefined;
  return chain.has(id) ? "in" : "out";
}
