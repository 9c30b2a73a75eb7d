/** How much the number of replicas may change within a period, as in `autoscaling/v2`. */
export interface ChangeLimit {
  /** `pods`: so many replicas; `percent`: of those that there were at the start of the period. */
  readonly type: "pods" | "percent";
  readonly value: number;
  readonly periodSeconds: number;
}

/** How to scale up, or down; the names are those of `autoscaling/v2`. */
export interface Direction {
  /** The least change that was recommended in this time holds; 0: the newest recommendation. */
  readonly stabilizationWindowSeconds: number;
  readonly policies: readonly ChangeLimit[];
  /** Which of the policies holds: the one that allows most, or least; or no change in this direction. */
  readonly selectPolicy: "max" | "min" | "disabled";
  /** How far the metric may be from its target, as a share of it, without any change. */
  readonly tolerance: number;
}

export interface ScalingPolicy {
  /** What one replica is to have of the metric: messages of lag. */
  readonly targetPerReplica: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** A replica without a partition has nothing to do, so there are never more replicas than these. */
  readonly partitions: number;
  readonly scaleUp: Direction;
  readonly scaleDown: Direction;
}

const tolerance = 0.1;

/**
 * One replica for each 100 messages of lag, from 1 to 10: up at once, down when five minutes have asked
 * for no more.
 */
export function lagPolicy(partitions: number): ScalingPolicy {
  const maxReplicas = 10;
  return {
    targetPerReplica: 100,
    minReplicas: 1,
    maxReplicas,
    partitions,
    scaleUp: {
      stabilizationWindowSeconds: 0,
      policies: [{ type: "pods", value: maxReplicas, periodSeconds: 15 }],
      selectPolicy: "max",
      tolerance,
    },
    scaleDown: {
      stabilizationWindowSeconds: 300,
      policies: [{ type: "percent", value: 100, periodSeconds: 15 }],
      selectPolicy: "max",
      tolerance,
    },
  };
}

/** The most replicas that a policy can lead to. */
export function mostReplicas({ maxReplicas, partitions }: ScalingPolicy): number {
  return Math.min(maxReplicas, partitions);
}

/** What is wrong with a policy, for the person who wrote it; `undefined`: nothing. */
export function policyFlaw(policy: ScalingPolicy): string | undefined {
  const { minReplicas, targetPerReplica } = policy;
  if (!(targetPerReplica > 0)) return `targetPerReplica is ${targetPerReplica}; it must be over 0`;
  if (minReplicas < 1) return `minReplicas is ${minReplicas}; the least is 1`;
  if (minReplicas > mostReplicas(policy)) {
    return `minReplicas is ${minReplicas}, which is over maxReplicas (${policy.maxReplicas}) or the ${policy.partitions} partitions`;
  }
  for (const name of ["scaleUp", "scaleDown"] as const) {
    const { policies, selectPolicy } = policy[name];
    if (policies.length === 0 && selectPolicy !== "disabled") {
      return `${name} has no policies, so it would never change anything; add one, or set selectPolicy to disabled`;
    }
  }
  return undefined;
}
