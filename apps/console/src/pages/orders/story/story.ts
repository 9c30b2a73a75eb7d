import type { HistoryEntry } from "../order-calls.ts";

/** An event with its place among causes and effects. */
export interface StoryEvent {
  readonly entry: HistoryEntry;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The event that caused it; undefined where a request or the outside did. */
  readonly cause: StoryEvent | undefined;
}

export interface Story {
  readonly events: readonly StoryEvent[];
  /** In the order in which they came into it. */
  readonly services: readonly string[];
  readonly byId: ReadonlyMap<string, StoryEvent>;
  /** How many events there are of each type. */
  readonly timesOfType: ReadonlyMap<string, number>;
}

/** Links the events, which come in order of time, to their causes. */
export function storyOf(entries: readonly HistoryEntry[]): Story {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const byId = new Map<string, StoryEvent>();
  const link = (entry: HistoryEntry): StoryEvent => {
    const done = byId.get(entry.id);
    if (done !== undefined) return done;
    const cause = byId.get(entry.causedBy) ?? later(entry);
    const event = { entry, at: Date.parse(entry.time), cause };
    byId.set(entry.id, event);
    return event;
  };
  // Clocks of services differ, so a cause may stand after its effect; never more than one link deep.
  const later = (entry: HistoryEntry): StoryEvent | undefined => {
    const cause = known.get(entry.causedBy);
    if (cause === undefined || cause.id === entry.id) return undefined;
    return { entry: cause, at: Date.parse(cause.time), cause: undefined };
  };
  const events = entries.map(link);
  const services = [...new Set(entries.map(({ service }) => service))];
  const timesOfType = new Map<string, number>();
  for (const { type } of entries) timesOfType.set(type, (timesOfType.get(type) ?? 0) + 1);
  return { events, byId, services, timesOfType };
}

/** Ids of an event, of all that led to it, and of all that it led to. */
export function chainOf(story: Story, id: string | undefined): ReadonlySet<string> {
  const chain = new Set<string>();
  for (let at = story.byId.get(id ?? ""); at !== undefined && !chain.has(at.entry.id);) {
    chain.add(at.entry.id);
    at = at.cause;
  }
  if (id === undefined || chain.size === 0) return chain;
  const effects = new Set([id]);
  for (const { entry } of story.events) {
    if (!effects.has(entry.causedBy)) continue;
    effects.add(entry.id);
    chain.add(entry.id);
  }
  return chain;
}

/** What tells events of the same type apart. */
export function noteOf({ data, version, type }: HistoryEntry, story: Story): string {
  const fields = data as Readonly<Record<string, unknown>> | null;
  const attempt = (fields?.["process"] as { readonly attempt?: number } | undefined)?.attempt;
  const texts = (names: readonly string[]) =>
    names.map((name) => fields?.[name]).filter((value) => typeof value === "string");
  const parts = [
    ...texts(["kind", "reason"]).map((words) => words.replaceAll("_", " ")),
    // An id is looked for as it is written.
    ...texts(["shipmentId", "refundId"]),
    ...(attempt !== undefined && attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  const alone = (story.timesOfType.get(type) ?? 0) < 2;
  return parts.length > 0 || alone ? parts.join(" · ") : `no. ${version}`;
}

/** Whether the type of an event says that something went wrong or was undone. */
export function isTrouble({ type }: HistoryEntry): boolean {
  return /Failed|Declined|Stuck|Cancelled|Expir|Impossible/.test(type);
}
