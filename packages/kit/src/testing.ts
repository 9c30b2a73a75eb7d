export { busConformance, shared, type BusUnderTest } from "./testing/bus-conformance.ts";
export {
  Trial,
  asJson,
  hostileTexts,
  picked,
  type Logged,
  type Verdict,
} from "./testing/decider-properties.ts";
export { eventually, patiently } from "./testing/eventually.ts";
export { GatedProcess, type CommitHook } from "./testing/gated-process.ts";
export { ManualClock } from "./testing/manual-clock.ts";
export { switchingConformance } from "./testing/switching-conformance.ts";
export { ServiceProcess, type Ports, type ProcessOptions } from "./testing/service-process.ts";
export {
  Counted,
  Posted,
  calling,
  counting,
  dataOf,
  metaOf,
  posts,
  producing,
  tallies,
  type CountCommand,
  type Tally,
} from "./testing/two-services.ts";
