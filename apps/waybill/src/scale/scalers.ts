import {
  decide,
  mostReplicas,
  startState,
  type Reason,
  type ScalingPolicy,
} from "@waybill/autoscaler";

/** What whoever scales can see. */
export interface Sight {
  readonly nowSeconds: number;
  readonly replicas: number;
  /** Undefined: could not be had. */
  readonly lag: number | undefined;
  readonly oldestSeconds: number;
}

export interface Verdict {
  readonly replicas: number;
  readonly reason: Reason | "fixed" | "calm" | "alarm";
}

/** Somebody who says how many replicas there should be. A scaler remembers, so each run takes a new one. */
export interface Scaler {
  readonly startReplicas: number;
  scale(sight: Sight): Verdict;
}

export interface NamedPolicy {
  readonly name: string;
  readonly about: string;
  /** @param replicas how many there are at the start; as few as the policy lets unless told */
  scaler(replicas?: number): Scaler;
}

export function autoscaled(name: string, policy: ScalingPolicy): NamedPolicy {
  const { targetPerReplica, minReplicas, scaleDown } = policy;
  const most = mostReplicas(policy);
  return {
    name,
    about: `one replica for each ${targetPerReplica} messages of lag, ${minReplicas} to ${most}, down after ${scaleDown.stabilizationWindowSeconds} s`,
    scaler(replicas = minReplicas) {
      const startReplicas = Math.min(Math.max(replicas, minReplicas), most);
      let state = startState(0, startReplicas);
      return {
        startReplicas,
        scale({ nowSeconds, replicas: present, lag }) {
          const total = lag === undefined ? undefined : Math.round(lag);
          const readings = [{ name: "lag", total }];
          const decision = decide(policy, { nowSeconds, replicas: present, readings }, state);
          state = decision.state;
          return { replicas: decision.replicas, reason: decision.reason };
        },
      };
    },
  };
}

export function fixed(name: string, replicas: number): NamedPolicy {
  return {
    name,
    about: `always ${replicas}`,
    scaler: () => ({ startReplicas: replicas, scale: () => ({ replicas, reason: "fixed" }) }),
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
      const decided = ({ nowSeconds, replicas, oldestSeconds }: Sight): number => {
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
      };
      return {
        startReplicas: 1,
        scale(sight) {
          const replicas = decided(sight);
          return { replicas, reason: alarmAt === undefined ? "calm" : "alarm" };
        },
      };
    },
  };
}
