import { durationText } from "./duration.ts";
import type { TimeScale } from "./time-scale.ts";

/** A label of an axis of time. */
export interface AxisLabel {
  /** From 0 to 1. */
  readonly at: number;
  readonly text: string;
  /** It ends at its place, where the axis has no room for it to begin there. */
  readonly endsThere: boolean;
}

/** More than a digit of the small text takes, less than its "m": no text of a duration is wider than it is taken to be. */
const characterPx = 7;
const gapPx = 6;

/**
 * The labels of the ticks that have room beside each other. The first and the last say how long it
 * took in all, so those between make way for them.
 */
export function axisLabels(ticks: TimeScale["ticks"], widthPx: number): readonly AxisLabel[] {
  const labels = ticks.map((tick) => placed(tick, widthPx));
  const last = labels.at(-1);
  const kept: Placed[] = [];
  for (const label of labels) {
    const before = kept.at(-1);
    const isClear = before === undefined || areApart(before, label);
    const leavesRoom = label === last || before === undefined || areApart(label, last);
    if (isClear && leavesRoom) kept.push(label);
  }
  return kept.map(({ label }) => label);
}

interface Placed {
  readonly label: AxisLabel;
  readonly fromPx: number;
  readonly toPx: number;
}

function placed({ at, sinceStartMs }: TimeScale["ticks"][number], widthPx: number): Placed {
  const text = sinceStartMs === 0 ? "0" : `+${durationText(Math.round(sinceStartMs))}`;
  const lengthPx = text.length * characterPx;
  const atPx = at * widthPx;
  const endsThere = at > 0 && atPx + lengthPx > widthPx;
  const fromPx = endsThere ? atPx - lengthPx : atPx;
  return { label: { at, text, endsThere }, fromPx, toPx: fromPx + lengthPx };
}

function areApart(one: Placed, next: Placed | undefined): boolean {
  return next === undefined || one.toPx + gapPx <= next.fromPx;
}
