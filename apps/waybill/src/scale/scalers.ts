import { decide, mostReplicas, startState, type ScalingPolicy } from "@waybill/autoscaler";

/** What whoever scales can see. */
export interface Sight {
  readonly nowSeconds: number;
  readonly replicas: number;
  readonly lag: number;
  readonly oldestSeconds: number;
}

/** Somebody who says how many replicas there should be. A scaler remembers, so each run takes a new one. */
export interface Scaler {
  readonly startReplicas: number;
  scale(sight: Sight): number;
}

export interface NamedPolicy {
  readonly name: string;
  readonly about: string;
  scaler(): Scaler;
}

export function autoscaled(name: string, policy: ScalingPolicy): NamedPolicy {
  const { targetPerReplica, minReplicas, scaleDown } = policy;
  return {
    name,
    about: `one replica for each ${targetPerReplica} messages of lag, ${minReplicas} to ${mostReplicas(policy)}, down after ${scaleDown.stabilizationWindowSeconds} s`,
    scaler() {
      let state = startState(0, minReplicas);
      return {
        startReplicas: minReplicas,
        scale({ nowSeconds, replicas, lag }) {
          const readings = [{ name: "lag", total: Math.round(lag) }];
          const decision = decide(policy, { nowSeconds, replicas, readings }, state);
          state = decision.state;
          return decision.replicas;
        },
      };
    },
  };
}

export function fixed(name: string, replicas: number): NamedPolicy {
  return {
    name,
    about: `always ${replicas}`,
    scaler: () => ({ startReplicas: replicas, scale: () => replicas }),
  };
}

const alarmSeconds = 60;
const reactionSeconds = 900;
const calmSeconds = 3_600;

/**
 * Somebody on call: an alarm when a message waits for a minute, all replicas a quarter of an hour later,
 * back to one after an hour without alarm.
 */
export function byHand(most: number): NamedPolicy {
  return {
    name: "by-hand",
    about: `somebody gives all ${most} replicas ${reactionSeconds / 60} min after messages wait for ${alarmSeconds} s, and takes them back after ${calmSeconds / 60} calm minutes`,
    scaler() {
      let alarmAt: number | undefined;
      let lastAlarmAt = 0;
      return {
        startReplicas: 1,
        scale({ nowSeconds, replicas, oldestSeconds }) {
          if (oldestSeconds >= alarmSeconds) {
            alarmAt ??= nowSeconds;
            lastAlarmAt = nowSeconds;
          }
          if (alarmAt === undefined) return replicas;
          if (nowSeconds - lastAlarmAt >= calmSeconds) {
            alarmAt = undefined;
            return 1;
          }
          return nowSeconds - alarmAt >= reactionSeconds ? most : replicas;
        },
      };
    },
  };
}
