import type { Elsewhere, Line } from "./drill.ts";

const simulator = "covered by the simulator (npm run sim)";

/** What real processes on one machine cannot show, or something else shows better. */
export const elsewhere: readonly Elsewhere[] = [
  {
    fault: 12,
    why: "covered by packages/postgres/src/bus/log.int.test.ts: a reader never goes past an event that is not committed yet",
  },
  { fault: 18, why: simulator },
  { fault: 19, why: `${simulator}, which delays by log or by topic` },
  { fault: 25, why: simulator },
  { fault: 29, why: "covered by npm run bench" },
  { fault: 30, why: "hostile input is covered by npm run fuzz:api, clocks by the simulator" },
];

export function elsewhereLine({ fault, why }: Elsewhere): Line {
  return {
    fault: String(fault),
    hit: 0,
    times: 0,
    recoveredAfterSeconds: null,
    goodputBefore: null,
    goodputDuring: null,
    goodputAfter: null,
    orders: 0,
    violations: [],
    verdict: "not-here",
    why,
  };
}
