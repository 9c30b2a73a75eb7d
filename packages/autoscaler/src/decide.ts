import { lowerLimit, upperLimit } from "./change-limits.ts";
import { recommend, type Reading } from "./recommendation.ts";
import { mostReplicas, type ScalingPolicy } from "./scaling-policy.ts";
import { changed, recommended, within, type ScalingState } from "./scaling-state.ts";

export interface Observation {
  /** By any clock that does not go back. */
  readonly nowSeconds: number;
  /** As many as were asked for last; those that are still starting count. */
  readonly replicas: number;
  /**
   * What was measured. Of a lag, leave out what no replica would make smaller: parked messages (they wait
   * for their next try), dead letters (for a person) and messages that have expired.
   */
  readonly readings: readonly Reading[];
}

/** Why it is this number. `as-recommended`: nothing stood between the metrics and it. */
export type Reason =
  | "as-recommended"
  | "stabilized"
  | "change-limited"
  | "at-minimum"
  | "at-maximum"
  | "metrics-missing"
  | "switched-off";

export interface Decision {
  readonly replicas: number;
  readonly reason: Reason;
  /** What the metrics asked for, before windows and limits; `undefined` where they were not asked. */
  readonly recommended: number | undefined;
  /** For the next decision. */
  readonly state: ScalingState;
}

/**
 * At the start the present number counts as recommended: who has just begun to look does not take
 * away replicas before a whole window has been seen.
 */
export function startState(nowSeconds: number, replicas: number): ScalingState {
  return { recommendations: [{ atSeconds: nowSeconds, replicas }], added: [], removed: [] };
}

/**
 * How many replicas there should be. Pure: the caller measures, applies the answer, keeps the state, and
 * asks again after some seconds (upstream: 15).
 *
 * The algorithm is that of the Kubernetes horizontal pod autoscaler, `autoscaling/v2`
 * (kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale; where the page is silent,
 * pkg/controller/podautoscaler/horizontal.go): recommendation from the metrics, then the stabilization
 * windows, then the limits of change, then minimum and maximum. Added to it is that partitions bound the
 * maximum. With 0 replicas it is switched off, as upstream.
 */
export function decide(
  policy: ScalingPolicy,
  { nowSeconds, replicas: current, readings }: Observation,
  state: ScalingState,
): Decision {
  const most = mostReplicas(policy);
  const stay = { replicas: current, recommended: undefined, state };
  if (current === 0) return { ...stay, reason: "switched-off" };
  if (current > most || current < policy.minReplicas) {
    const replicas = current > most ? most : policy.minReplicas;
    const difference = replicas - current;
    return {
      replicas,
      reason: current > most ? "at-maximum" : "at-minimum",
      recommended: undefined,
      state: changed(state, { atSeconds: nowSeconds, difference }, policy),
    };
  }
  const asked = recommend(readings, current, policy);
  if (asked === undefined) return { ...stay, reason: "metrics-missing" };
  const stable = stabilized(policy, asked, { nowSeconds, current, state });
  const { replicas, limitedBy } = limited(policy, stable, { nowSeconds, current, state });
  const noted = recommended(state, { atSeconds: nowSeconds, replicas: asked }, policy);
  const difference = replicas - current;
  return {
    replicas,
    reason: limitedBy ?? (stable === asked ? "as-recommended" : "stabilized"),
    recommended: asked,
    state: difference === 0 ? noted : changed(noted, { atSeconds: nowSeconds, difference }, policy),
  };
}

interface Moment {
  readonly nowSeconds: number;
  readonly current: number;
  readonly state: ScalingState;
}

/** Up no further than the least, down no further than the most that its window has seen. */
function stabilized(
  { scaleUp, scaleDown }: ScalingPolicy,
  asked: number,
  { nowSeconds, current, state }: Moment,
): number {
  const seen = (seconds: number): readonly number[] => [
    asked,
    ...within(state.recommendations, nowSeconds, seconds).map(({ replicas }) => replicas),
  ];
  const atLeast = Math.min(...seen(scaleUp.stabilizationWindowSeconds));
  const atMost = Math.max(...seen(scaleDown.stabilizationWindowSeconds));
  return Math.min(Math.max(current, atLeast), atMost);
}

function limited(
  policy: ScalingPolicy,
  wanted: number,
  moment: Moment,
): { readonly replicas: number; readonly limitedBy?: Reason } {
  if (wanted > moment.current) {
    const byChange = upperLimit(policy, moment);
    const most = mostReplicas(policy);
    if (wanted <= Math.min(byChange, most)) return { replicas: wanted };
    return byChange < most
      ? { replicas: byChange, limitedBy: "change-limited" }
      : { replicas: most, limitedBy: "at-maximum" };
  }
  if (wanted < moment.current) {
    const byChange = lowerLimit(policy, moment);
    if (wanted >= Math.max(byChange, policy.minReplicas)) return { replicas: wanted };
    return byChange > policy.minReplicas
      ? { replicas: byChange, limitedBy: "change-limited" }
      : { replicas: policy.minReplicas, limitedBy: "at-minimum" };
  }
  return { replicas: wanted };
}
