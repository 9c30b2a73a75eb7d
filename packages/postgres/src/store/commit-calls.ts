import type { Commit, Park, StreamWrite } from "@waybill/kit";
import type { Call } from "../connection.ts";
import { sql } from "../sql.ts";
import { columnArrays, viewStatements } from "./view-sql.ts";

/** The statements of a commit, in the order in which all writers take their locks. */
export function commitCalls(commit: Commit): Call[] {
  return [
    ...positionCalls(commit),
    ...streamCalls(commit.streams),
    ...onceCalls(commit),
    ...parkingCalls(commit),
    ...viewCalls(commit),
    ...appendCalls(commit),
  ];
}

function call(name: string, values: readonly unknown[]): Call {
  return { statement: sql(name), values };
}

function positionCalls({ positions }: Commit): Call[] {
  if (positions.length === 0) return [];
  return [
    call("move-positions", [
      positions.map((each) => each.consumer),
      positions.map((each) => each.source),
      positions.map((each) => each.partition),
      positions.map((each) => each.position),
      positions.map((each) => each.to),
      positions.map((each) => each.epoch),
      positions.length,
    ]),
  ];
}

function streamCalls(streams: readonly StreamWrite[]): Call[] {
  const fresh = streams.filter((each) => each.from === 0);
  const moved = streams.filter((each) => each.from > 0);
  const calls: Call[] = [];
  if (fresh.length > 0) {
    calls.push(
      call("insert-streams", [
        fresh.map((each) => each.stream),
        fresh.map((each) => each.tenant),
        fresh.map((each) => each.to),
        fresh.map((each) => JSON.stringify(each.state)),
        fresh.map((each) => each.due ?? null),
      ]),
    );
  }
  if (moved.length > 0) {
    calls.push(
      call("update-streams", [
        moved.map((each) => each.stream),
        moved.map((each) => each.from),
        moved.map((each) => each.to),
        moved.map((each) => JSON.stringify(each.state)),
        moved.map((each) => each.due ?? null),
        moved.length,
      ]),
    );
  }
  return calls;
}

function onceCalls({ answers, claims, releases, now }: Commit): Call[] {
  const calls: Call[] = [];
  if (answers.length > 0) {
    calls.push(
      call("insert-answers", [
        answers.map((each) => each.key),
        answers.map((each) => each.stored.fingerprint),
        answers.map((each) => JSON.stringify(each.stored.answer)),
        now,
      ]),
    );
  }
  if (releases.length > 0) calls.push(call("release-claims", [releases]));
  if (claims.length > 0) {
    calls.push(call("insert-claims", [claims.map((each) => each.claim), claims.map((each) => each.stream)]));
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
      ]),
    );
  }
  if (unparks.length > 0) {
    calls.push(
      call("unpark-messages", [
        unparks.map((each) => each.consumer),
        unparks.map((each) => each.message.source),
        unparks.map((each) => each.message.position),
      ]),
    );
  }
  return calls;
}

function parkArrays(parks: readonly Park[]): unknown[] {
  return [
    parks.map((each) => each.consumer),
    parks.map((each) => each.message.source),
    parks.map((each) => each.message.position),
    parks.map((each) => each.key),
    parks.map((each) => each.message.meta.tenant),
    parks.map((each) => JSON.stringify(each.message)),
    parks.map((each) => each.status),
    parks.map((each) => each.attempts),
    parks.map((each) => each.nextAt),
    parks.map((each) => each.code),
    parks.map((each) => each.error),
  ];
}

function viewCalls({ rows }: Commit): Call[] {
  return rows.flatMap(({ view, upserts, deletes }) => {
    const statements = viewStatements(view);
    const calls: Call[] = [];
    if (upserts.length > 0) {
      calls.push({ statement: statements.upsert, values: columnArrays(statements.columns, upserts) });
    }
    if (deletes.length > 0) {
      calls.push({ statement: statements.delete, values: columnArrays(view.key, deletes) });
    }
    return calls;
  });
}

function appendCalls({ events }: Commit): Call[] {
  const [first] = events;
  if (first === undefined) return [];
  return [
    call("lock-log", []),
    call("append-events", [
      events.map((each) => each.partition),
      events.map((each) => each.stream),
      events.map((each) => each.version),
      events.map((each) => each.type),
      events.map((each) => each.schemaVersion),
      events.map((each) => each.meta.tenant),
      events.map((each) => each.meta.correlationId),
      events.map((each) => each.meta.causationId),
      events.map((each) => each.meta.traceparent),
      events.map((each) => (each.touches.length === 0 ? null : each.touches.join(" "))),
      events.map((each) => JSON.stringify(each.data)),
      first.time,
    ]),
  ];
}
