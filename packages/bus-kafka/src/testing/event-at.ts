import type { Recorded } from "@waybill/kit";

/** An event of `alpha` in partition 0, for tests that look at nothing but where it stands. */
export function eventAt(position: number): Recorded {
  return {
    source: "alpha",
    position,
    partition: 0,
    stream: `thing-${position}`,
    version: 1,
    type: "Posted",
    schemaVersion: 1,
    data: {},
    meta: { tenant: "t", correlationId: "c", causationId: "c", traceparent: "" },
    time: 0,
    touches: [],
  };
}
