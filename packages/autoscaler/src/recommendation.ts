import type { ScalingPolicy } from "./scaling-policy.ts";

/** `not-ready`: started and not serving yet. `missing`: serving, and its figure could not be had. */
export type ReplicaReading = number | "missing" | "not-ready";

/** A metric as it was read: one figure for all replicas (`undefined`: could not be had), or one for each. */
export type Reading =
  | { readonly name: string; readonly total: number | undefined }
  | { readonly name: string; readonly replicas: readonly ReplicaReading[] };

/**
 * How many replicas the metrics ask for, without limits and windows: the most that one of them asks
 * for. `undefined` when none could be had, or when one could not and the others ask for fewer than there
 * are: what is not known may be what needs them.
 *
 * Source: kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale, "Algorithm details", and
 * pkg/controller/podautoscaler/replica_calculator.go.
 */
export function recommend(
  readings: readonly Reading[],
  current: number,
  policy: ScalingPolicy,
): number | undefined {
  const asked = readings.map((reading) =>
    "total" in reading
      ? askedByTotal(reading.total, current, policy)
      : askedByReplicas(reading.replicas, current, policy),
  );
  const known = asked.filter((each) => each !== undefined);
  if (known.length === 0) return undefined;
  const most = Math.max(...known);
  return known.length < asked.length && most < current ? undefined : most;
}

/** An external metric with a target of kind `AverageValue`. */
function askedByTotal(
  total: number | undefined,
  current: number,
  policy: ScalingPolicy,
): number | undefined {
  if (total === undefined) return undefined;
  const { targetPerReplica } = policy;
  const ratio = total / (targetPerReplica * current);
  return isTolerated(ratio, policy) ? current : Math.ceil(total / targetPerReplica);
}

/** A metric of kind `Pods`. */
function askedByReplicas(
  replicas: readonly ReplicaReading[],
  current: number,
  policy: ScalingPolicy,
): number | undefined {
  const { targetPerReplica } = policy;
  const known = replicas.filter((each) => typeof each === "number");
  if (known.length === 0) return undefined;
  const ratio = ratioOf(known, targetPerReplica);
  const missing = replicas.filter((each) => each === "missing");
  // Those that do not serve yet will take load from the others, so they count against a growth only.
  const notReady = ratio > 1 ? replicas.filter((each) => each === "not-ready") : [];
  if (missing.length === 0 && notReady.length === 0) {
    return isTolerated(ratio, policy) ? current : Math.ceil(ratio * known.length);
  }
  // Whatever is decided, what is not known is assumed to speak against it.
  const assumed = ratio < 1 ? targetPerReplica : 0;
  const all =
    ratio === 1 ? known : [...known, ...missing.map(() => assumed), ...notReady.map(() => 0)];
  const cautious = ratioOf(all, targetPerReplica);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (turns || isTolerated(cautious, policy)) return current;
  const asked = Math.ceil(cautious * all.length);
  const turned = (cautious < 1 && asked > current) || (cautious > 1 && asked < current);
  return turned ? current : asked;
}

function ratioOf(values: readonly number[], target: number): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length / target;
}

function isTolerated(ratio: number, { scaleUp, scaleDown }: ScalingPolicy): boolean {
  return ratio >= 1 - scaleDown.tolerance && ratio <= 1 + scaleUp.tolerance;
}
