import type { Direction, ScalingPolicy } from "./scaling-policy.ts";

interface Recommended {
  readonly atSeconds: number;
  readonly replicas: number;
}

/** Replicas that were added, or taken away; always over 0. */
export interface Change {
  readonly atSeconds: number;
  readonly count: number;
}

/** What a decision needs to know of earlier ones. It is plain data, bounded by the policy's periods. */
export interface ScalingState {
  readonly recommendations: readonly Recommended[];
  readonly added: readonly Change[];
  readonly removed: readonly Change[];
}

/** Of what happened in the last `seconds`; exactly so long ago no longer counts, as upstream. */
export function within<T extends { readonly atSeconds: number }>(
  all: readonly T[],
  nowSeconds: number,
  seconds: number,
): readonly T[] {
  return all.filter(({ atSeconds }) => atSeconds > nowSeconds - seconds);
}

/** Notes a recommendation as it was made, before windows and limits, and forgets what no window reaches. */
export function recommended(
  state: ScalingState,
  made: Recommended,
  policy: ScalingPolicy,
): ScalingState {
  const longest = longestOf(policy, (each) => each.stabilizationWindowSeconds);
  return {
    ...state,
    recommendations: [...within(state.recommendations, made.atSeconds, longest), made],
  };
}

/** Notes that there are now `difference` replicas more, or fewer. */
export function changed(
  state: ScalingState,
  { atSeconds, difference }: { readonly atSeconds: number; readonly difference: number },
  policy: ScalingPolicy,
): ScalingState {
  const longest = longestOf(policy, ({ policies }) =>
    Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds)),
  );
  const added = within(state.added, atSeconds, longest);
  const removed = within(state.removed, atSeconds, longest);
  const change = { atSeconds, count: Math.abs(difference) };
  return {
    ...state,
    added: difference > 0 ? [...added, change] : added,
    removed: difference < 0 ? [...removed, change] : removed,
  };
}

function longestOf(policy: ScalingPolicy, secondsOf: (direction: Direction) => number): number {
  return Math.max(secondsOf(policy.scaleUp), secondsOf(policy.scaleDown));
}
