import type { ChangeLimit, ScalingPolicy } from "./scaling-policy.ts";
import { within, type Change, type ScalingState } from "./scaling-state.ts";

interface Moment {
  readonly nowSeconds: number;
  readonly current: number;
  readonly state: ScalingState;
}

/** The most replicas that there may be now, as far as the policies of `scaleUp` go. */
export function upperLimit({ scaleUp }: ScalingPolicy, moment: Moment): number {
  if (scaleUp.selectPolicy === "disabled") return moment.current;
  const limits = scaleUp.policies.map((limit) => {
    const start = startOfPeriod(limit, moment);
    // Rounded up: from one replica, 10% more is two, or it would never grow.
    return limit.type === "pods" ? start + limit.value : Math.ceil(start * (1 + limit.value / 100));
  });
  const limit = scaleUp.selectPolicy === "min" ? Math.min(...limits) : Math.max(...limits);
  return Math.max(limit, moment.current);
}

/** The fewest replicas that there may be now, as far as the policies of `scaleDown` go. */
export function lowerLimit({ scaleDown }: ScalingPolicy, moment: Moment): number {
  if (scaleDown.selectPolicy === "disabled") return moment.current;
  const limits = scaleDown.policies.map((limit) => {
    const start = startOfPeriod(limit, moment);
    return limit.type === "pods"
      ? start - limit.value
      : Math.trunc(start * (1 - limit.value / 100));
  });
  const limit = scaleDown.selectPolicy === "min" ? Math.max(...limits) : Math.min(...limits);
  return Math.min(limit, moment.current);
}

function startOfPeriod(
  { periodSeconds }: ChangeLimit,
  { nowSeconds, current, state }: Moment,
): number {
  const sum = (changes: readonly Change[]): number =>
    within(changes, nowSeconds, periodSeconds).reduce((total, { count }) => total + count, 0);
  return current - sum(state.added) + sum(state.removed);
}
