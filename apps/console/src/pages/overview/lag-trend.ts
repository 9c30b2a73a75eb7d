import { useState } from "react";
import type { Flow, Overview } from "./overview-calls.ts";

/** Fewer messages are a batch on its way and no trend. */
const noticed = 20;
/** Readings in a row, of one a second, that have to grow. */
const growing = 3;
/** So old a message stands out, however few there are. */
const lateSeconds = 5;

interface Trend {
  readonly lag: number;
  readonly risen: number;
}

export const flowId = ({ from, to }: Pick<Flow, "from" | "to">): string => `${from}/${to}`;

/** The trend of each flow after one more reading. */
export function nextTrends(
  before: ReadonlyMap<string, Trend>,
  flows: readonly Flow[],
): ReadonlyMap<string, Trend> {
  return new Map(
    flows.map((flow) => {
      const last = before.get(flowId(flow));
      const rises = last !== undefined && flow.lag > last.lag && flow.lag >= noticed;
      return [flowId(flow), { lag: flow.lag, risen: rises ? last.risen + 1 : 0 }];
    }),
  );
}

/** Ids of the flows that fall behind. */
function behind(trends: ReadonlyMap<string, Trend>, flows: readonly Flow[]): ReadonlySet<string> {
  return new Set(
    flows
      .filter(
        (flow) =>
          flow.oldestSeconds >= lateSeconds || (trends.get(flowId(flow))?.risen ?? 0) >= growing,
      )
      .map(flowId),
  );
}

/** Flows whose lag grows from reading to reading, or whose oldest message is old. */
export function useFallingBehind({ at, flows }: Overview): ReadonlySet<string> {
  const [seen, setSeen] = useState({ at: "", trends: new Map() as ReadonlyMap<string, Trend> });
  // A reading counts once, however often it is rendered.
  if (seen.at !== at) setSeen({ at, trends: nextTrends(seen.trends, flows) });
  return behind(seen.trends, flows);
}
