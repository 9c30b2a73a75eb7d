import { partitionOf, type Commit, type EventToAppend } from "@waybill/kit";
import { metaOf } from "@waybill/kit/testing";

export const now = Date.UTC(2026, 0, 1);

/** A commit of these parts and nothing else. */
export function commitOf(parts: Partial<Commit>): Commit {
  return {
    events: [],
    snapshots: [],
    timers: [],
    stops: [],
    kept: [],
    quiet: [],
    positions: [],
    parks: [],
    reparks: [],
    unparks: [],
    answers: [],
    claims: [],
    releases: [],
    rows: [],
    now,
    ...parts,
  };
}

export function event(stream: string, version: number): EventToAppend {
  return {
    stream,
    version,
    partition: partitionOf(stream.slice(stream.indexOf("-") + 1)),
    type: "Posted",
    schemaVersion: 1,
    data: { key: stream, n: version },
    meta: metaOf("c"),
    time: now + version,
    touches: [],
  };
}
