export { activity, isA, type Activity, type ActivityCall } from "./concepts/activity.ts";
export {
  categoryOf,
  eventId,
  happened,
  keyOf,
  upcast,
  type Contract,
  type DataOf,
  type Meta,
  type NewEvent,
  type Recorded,
} from "./concepts/contract.ts";
export {
  decider,
  on,
  streamOf,
  type Change,
  type Command,
  type DecideContext,
  type Decider,
} from "./concepts/decider.ts";
export {
  defineProcess,
  reply,
  type Process,
  type ProcessCommand,
  type ProcessDefinition,
  type ProcessState,
} from "./concepts/process.ts";
export {
  describeProcess,
  drawProcess,
  stepStatuses,
  type ProcessDescription,
  type StepStatus,
} from "./concepts/process-drawing.ts";
export { reaction, type Reaction } from "./concepts/reaction.ts";
export { withSecretsOf, withoutSecrets } from "./concepts/secrets.ts";
export { service, type Service, type ServiceDefinition } from "./concepts/service.ts";
export {
  messageView,
  rowsOn,
  stateView,
  type MessageView,
  type Row,
  type StateView,
  type View,
} from "./concepts/view.ts";
export { Retryable, Terminal, WaybillError } from "./errors.ts";
