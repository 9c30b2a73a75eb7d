import { commitOf as commitAt, partitionOf, type Commit, type EventToAppend } from "@waybill/kit";
import { metaOf } from "@waybill/kit/testing";

export const now = Date.UTC(2026, 0, 1);

export function commitOf(parts: Partial<Commit>): Commit {
  return commitAt({ now, ...parts });
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
