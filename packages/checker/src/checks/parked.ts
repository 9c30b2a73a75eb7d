import type { Service } from "@waybill/kit";
import type { Emit } from "../findings.ts";
import type { ParkedEntry } from "../sources.ts";
import { iso } from "./replay.ts";

export interface Parked {
  readonly entries: readonly ParkedEntry[];
  /** When they were read, in milliseconds since 1970. */
  readonly now: number;
  readonly graceMs: number;
}

/**
 * T for parked messages: the first of each key is a dead letter, which is listed, or its turn comes. One
 * whose time has passed is no finding: a consumer may be paused, by a person or for a minute by itself, and
 * takes what is due as soon as it goes on.
 */
export function parkedHeads(service: Service, { entries, now, graceMs }: Parked, emit: Emit): void {
  for (const entry of headsOf(entries)) {
    const problem = problemOf(entry, now + longestWaitMs(service, entry.consumer) + graceMs);
    if (problem === undefined) continue;
    const { consumer, key, position } = entry;
    emit({
      check: "T",
      problem: problem[0],
      service: service.name,
      consumer,
      position,
      ...(key.startsWith("ord_") ? { order: key } : {}),
      message: problem[1],
    });
  }
}

/** Of each consumer and key the entry that the others wait for. */
function headsOf(entries: readonly ParkedEntry[]): Iterable<ParkedEntry> {
  const first = new Map<string, ParkedEntry>();
  for (const entry of entries) {
    const slot = `${entry.consumer}|${entry.key}`;
    const known = first.get(slot);
    if (known === undefined || entry.id < known.id) first.set(slot, entry);
  }
  return first.values();
}

function problemOf(
  { consumer, key, status, source, position, attempts, nextAt }: ParkedEntry,
  latest: number,
): readonly [problem: string, message: string] | undefined {
  const name = `${source}/${position}`;
  if (status === "queued")
    return [
      "queued-behind-nothing",
      `${name} waits in ${consumer} behind an earlier message of ${key}, and there is none`,
    ];
  if (status === "dead") return undefined;
  if (nextAt === undefined || nextAt === Infinity)
    return ["retry-overdue", `${name} waits in ${consumer} and has no time at which it is due`];
  // Dead letters that a person replays slowly are given their times ahead, however many there are.
  if (attempts === 0 || nextAt <= latest) return undefined;
  return [
    "retry-overdue",
    `${name} waits in ${consumer} until ${iso(nextAt)}, longer than it waits between two attempts`,
  ];
}

/** As reactions are retried by the runtime. */
const longestReactionWaitMs = 30_000;

/** Between two attempts, or for a call that goes on by itself. */
function longestWaitMs(service: Service, consumer: string): number {
  if (consumer === service.name) return longestReactionWaitMs;
  const activity = service.activities.find(({ name }) => `${service.name}.${name}` === consumer);
  // Left over from an earlier wiring, whose policy nobody knows.
  if (activity === undefined) return Infinity;
  const { maxBackoffMs, timeoutMs } = activity.policy;
  return Math.max(maxBackoffMs, timeoutMs * 2);
}
