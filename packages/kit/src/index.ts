export * from "./pure.ts";
export { errorAreas, errorCatalogue } from "./error-catalogue.ts";
export { errorCode, errorMessage, isRetryable } from "./errors.ts";
export {
  partitionCount,
  partitionOf,
  sourceOf,
  topicChannel,
  type Bus,
  type Feed,
  type Places,
  type Taken,
} from "./ports/bus.ts";
export { commitOf } from "./ports/commit-of.ts";
export { rowSlot, rowTypes, type PositionRow, type RowType } from "./ports/row-types.ts";
export {
  systemClock,
  systemIds,
  systemRandom,
  type Clock,
  type Ids,
  type Random,
} from "./ports/clock.ts";
export type { Database } from "./ports/database.ts";
export { Attention } from "./runtime/attention.ts";
export type { HistoryPart, ServiceContext, ServiceModule } from "./runtime/service-module.ts";
export type {
  Answer,
  Attempt,
  Commit,
  ConsumerGroup,
  ConsumerPause,
  DueStream,
  EventToAppend,
  HomeEvent,
  Member,
  MemberReport,
  Park,
  ParkedMessage,
  Position,
  Store,
  Snapshot,
  SnapshotWrite,
  StoredAnswer,
  StoredStream,
  TimerWrite,
  ViewWrite,
} from "./ports/store.ts";
export {
  cloudEventType,
  decodeCloudEvent,
  encodeCloudEvent,
  type CloudEvent,
} from "./envelope/cloud-event.ts";
export { flawOf, strayRecord } from "./runtime/envelope.ts";
export { foldStream } from "./runtime/fold-stream.ts";
export { GenerationCache } from "./runtime/generation-cache.ts";
export { lift } from "./runtime/lift.ts";
export { RowBatch } from "./runtime/row-batch.ts";
export { WaitingRequests, type Execution } from "./runtime/request-queue.ts";
export {
  PublishedLost,
  type Published,
  type PublishedEnds,
  type Publisher,
} from "./runtime/publisher.ts";
export { relayConsumer } from "./runtime/relay.ts";
export { seldom, type Warn } from "./runtime/seldom.ts";
export { ServiceRuntime, type RuntimeOptions } from "./runtime/service-runtime.ts";
export { WaitingMessages } from "./runtime/waiting-messages.ts";
export { ClaimTaken } from "./runtime/batch.ts";
export { Fenced, StaleWrite, StoreUnavailable, type UnitResult } from "./runtime/work.ts";
export { Telemetry } from "./telemetry/telemetry.ts";
export { reasonOf, requiredReason, type Audit, type AuditedCall } from "./http/audit.ts";
export type { Authenticate, Principal, Role } from "./http/auth.ts";
export {
  createCursors,
  page,
  pageQuery,
  pageSchema,
  type Cursors,
  type CursorScope,
  type Page,
} from "./http/cursor.ts";
export {
  assertIfMatch,
  formatEtag,
  matchesIfNoneMatch,
  parseIfMatch,
  staleVersion,
} from "./http/etag.ts";
export { createHttpHost, type HttpHost, type HttpHostOptions, type Pages } from "./http/host.ts";
export type { Admission } from "./http/admission-gate.ts";
export type { ForwardedAnswer, ForwardedCall } from "./http/forwarding.ts";
export { inParts, type Part, type PartAnswer } from "./http/parts.ts";
export { HttpError, NOT_BEGUN_HEADER, ProblemSchema } from "./http/problem.ts";
export { compileCheck, type Check } from "./http/validation.ts";
export { idempotencyOf, metaOf, replyOf } from "./http/request-meta.ts";
export {
  route,
  type Reply,
  type RequestContext,
  type Route,
  type RouteRequest,
  type StreamEvent,
} from "./http/route.ts";
export type { HealthCheck, Readiness } from "./http/system-routes.ts";
export { sessionToken, type Sessions } from "./http/session.ts";
export { parseJsonBody } from "./http/text-safety.ts";
export { signWebhook, verifyWebhook, type WebhookMessage } from "./http/webhook-signature.ts";
