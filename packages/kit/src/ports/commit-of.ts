import type { Commit } from "./store.ts";

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
    now: 0,
    ...parts,
  };
}
