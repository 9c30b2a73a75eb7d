import type { Clock } from "../ports/clock.ts";

/** Of one kind not every message may be passed on. */
export type Warn = (kind: string, message: string) => void;

const everyMs = 10_000;

/** What is of one kind is told of once a while, not at every try. */
export function seldom(warn: (message: string) => void, clock: Clock): Warn {
  const next = new Map<string, number>();
  return (kind, message) => {
    const now = clock.now();
    if ((next.get(kind) ?? 0) > now) return;
    next.set(kind, now + everyMs);
    warn(message);
  };
}
