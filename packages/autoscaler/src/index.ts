export { decide, startState, type Decision, type Observation, type Reason } from "./decide.ts";
export { recommend, type Reading, type ReplicaReading } from "./recommendation.ts";
export {
  lagPolicy,
  mostReplicas,
  policyFlaw,
  type ChangeLimit,
  type Direction,
  type ScalingPolicy,
} from "./scaling-policy.ts";
export type { ScalingState } from "./scaling-state.ts";
