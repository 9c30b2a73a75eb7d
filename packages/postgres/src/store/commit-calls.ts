import type { Commit, Park } from "@waybill/kit";
import type { Call } from "../connection.ts";
import { sql } from "../sql.ts";
import { jsonDocuments, numberArray, textArray } from "../array-literal.ts";
import { columnArrays, viewStatements } from "./view-sql.ts";

/**
 * The statements of a commit. What every batch writes goes last and in one call, so that the lock
 * of the log is held for no longer than the flush.
 */
export function commitCalls(commit: Commit): Call[] {
  return [...onceCalls(commit), ...parkingCalls(commit), ...viewCalls(commit), batchCall(commit)];
}

function call(name: string, values: readonly unknown[]): Call {
  return { statement: sql(name), values };
}

function batchCall(commit: Commit): Call {
  const { positions, stops, kept, quiet } = commit;
  return call("commit-batch", [
    textArray(positions.map((each) => each.consumer)),
    textArray(positions.map((each) => each.channel)),
    numberArray(positions.map((each) => each.partition)),
    numberArray(positions.map((each) => each.position)),
    numberArray(positions.map((each) => each.to)),
    numberArray(positions.map((each) => each.epoch)),
    ...snapshotArrays(commit.snapshots),
    ...timerArrays(commit.timers),
    textArray(stops.map((each) => each.stream)),
    numberArray(stops.map((each) => each.revision)),
    textArray(kept.map((each) => each.stream)),
    numberArray(kept.map((each) => each.revision)),
    textArray(quiet.map((each) => each.stream)),
    numberArray(quiet.map((each) => each.version)),
    ...eventArrays(commit.events),
  ]);
}

function snapshotArrays(snapshots: Commit["snapshots"]): unknown[] {
  const fresh = snapshots.filter((each) => each.replaces === 0);
  const moved = snapshots.filter((each) => each.replaces > 0);
  return [
    textArray(fresh.map((each) => each.stream)),
    numberArray(fresh.map((each) => each.version)),
    jsonDocuments(fresh.map((each) => each.state)),
    textArray(moved.map((each) => each.stream)),
    numberArray(moved.map((each) => each.replaces)),
    numberArray(moved.map((each) => each.version)),
    jsonDocuments(moved.map((each) => each.state)),
  ];
}

function timerArrays(timers: Commit["timers"]): unknown[] {
  const set = timers.filter((each) => each.replaces === 0);
  const reset = timers.filter((each) => each.replaces > 0);
  return [
    textArray(set.map((each) => each.stream)),
    textArray(set.map((each) => each.tenant)),
    numberArray(set.map((each) => each.due)),
    textArray(reset.map((each) => each.stream)),
    numberArray(reset.map((each) => each.replaces)),
    numberArray(reset.map((each) => each.due)),
  ];
}

function eventArrays(events: Commit["events"]): unknown[] {
  return [
    textArray(events.map((each) => each.stream)),
    numberArray(events.map((each) => each.version)),
    numberArray(events.map((each) => each.partition)),
    textArray(events.map((each) => each.type)),
    numberArray(events.map((each) => each.schemaVersion)),
    textArray(events.map((each) => each.meta.tenant)),
    textArray(events.map((each) => each.meta.correlationId)),
    textArray(events.map((each) => each.meta.causationId)),
    textArray(events.map((each) => each.meta.traceparent)),
    textArray(events.map((each) => (each.touches.length === 0 ? null : each.touches.join(" ")))),
    jsonDocuments(events.map((each) => each.data)),
    events[0]?.time ?? 0,
  ];
}

function onceCalls({ answers, claims, releases, now }: Commit): Call[] {
  const calls: Call[] = [];
  if (answers.length > 0) {
    calls.push(
      call("insert-answers", [
        textArray(answers.map((each) => each.key)),
        textArray(answers.map((each) => each.stored.fingerprint)),
        jsonDocuments(answers.map((each) => each.stored.answer)),
        now,
      ]),
    );
  }
  if (releases.length > 0) calls.push(call("release-claims", [textArray(releases)]));
  if (claims.length > 0) {
    calls.push(
      call("insert-claims", [
        textArray(claims.map((each) => each.claim)),
        textArray(claims.map((each) => each.stream)),
      ]),
    );
  }
  return calls;
}

function parkingCalls({ parks, reparks, unparks }: Commit): Call[] {
  const calls: Call[] = [];
  if (parks.length > 0) calls.push(call("park-messages", parkArrays(parks)));
  if (reparks.length > 0) {
    calls.push(
      call("repark-messages", [
        reparks.map((each) => each.consumer),
        reparks.map((each) => each.message.source),
        reparks.map((each) => each.message.position),
        reparks.map((each) => each.status),
        reparks.map((each) => each.attempts),
        reparks.map((each) => each.nextAt),
        reparks.map((each) => each.code),
        reparks.map((each) => each.error),
        reparks.map((each) => each.tenant),
        reparks.map(attemptOf),
        reparks.length,
      ]),
    );
  }
  if (unparks.length > 0) {
    calls.push(
      call("unpark-messages", [
        unparks.map((each) => each.consumer),
        unparks.map((each) => each.message.source),
        unparks.map((each) => each.message.position),
        unparks.length,
      ]),
    );
  }
  return calls;
}

function parkArrays(parks: readonly Park[]): unknown[] {
  return [
    parks.map((each) => each.consumer),
    parks.map((each) => each.message.source),
    parks.map((each) => each.message.partition),
    parks.map((each) => each.message.position),
    parks.map((each) => each.key),
    parks.map((each) => each.tenant),
    parks.map((each) => JSON.stringify(each.message)),
    parks.map((each) => each.status),
    parks.map((each) => each.attempts),
    parks.map((each) => each.nextAt),
    parks.map((each) => each.code),
    parks.map((each) => each.error),
    parks.map((each) => each.message.type),
    parks.map(attemptOf),
  ];
}

function attemptOf({ attempt }: Park): string | null {
  return attempt === undefined ? null : JSON.stringify(attempt);
}

function viewCalls({ rows }: Commit): Call[] {
  return rows.flatMap(({ view, upserts, deletes }) => {
    const statements = viewStatements(view);
    const calls: Call[] = [];
    if (upserts.length > 0) {
      calls.push({
        statement: statements.upsert,
        values: columnArrays(statements.columns, upserts),
      });
    }
    if (deletes.length > 0) {
      calls.push({ statement: statements.delete, values: columnArrays(view.key, deletes) });
    }
    return calls;
  });
}
