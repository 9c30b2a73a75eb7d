import { Tooltip } from "@mantine/core";
import { useRef, useState } from "react";
import { useNow } from "./use-now.ts";

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const refreshMs = 10_000;

/** How long ago (or ahead) a time is; the exact one while it is pointed at. @param at ISO 8601 */
export function Moment({ at }: { readonly at: string }) {
  const now = useNow(refreshMs);
  const element = useRef<HTMLTimeElement>(null);
  const [pointed, setPointed] = useState(false);
  return (
    <>
      <time
        ref={element}
        dateTime={at}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
      >
        {relativeTo(Date.parse(at), now)}
      </time>
      {/* Made when it is wanted: lists have hundreds of times. */}
      {pointed ? <Tooltip opened target={element} label={new Date(at).toLocaleString()} /> : null}
    </>
  );
}

function relativeTo(at: number, now: number): string {
  // The present is looked at now and then: what has just happened seems to lie ahead of it.
  const isRecent = at > now && at < now + refreshMs;
  const seconds = isRecent ? 0 : Math.round((at - now) / 1000);
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}
