import { readMigrations, type Migration } from "./provision/migration.ts";

export { LogReader, type StreamsPart } from "./bus/log-reader.ts";
export { PostgresBus, type PostgresBusOptions } from "./bus/postgres-bus.ts";
export type { ConnectionOptions } from "./connection.ts";
export { readMigrations, type Migration } from "./provision/migration.ts";
export {
  placeOf,
  provision,
  type ServiceDatabase,
  type ServiceSchema,
} from "./provision/provision.ts";
export { writeDurably } from "./server/durable-file.ts";
export { writeOutSoon } from "./server/write-out.ts";
export { hasDatabases, makeDataDirectory } from "./server/data-directory.ts";
export { attachServer, openServer, type ServerOptions } from "./server/open-server.ts";
export type { PostgresServer } from "./server/postgres-server.ts";
export {
  attachServers,
  joinServers,
  openServers,
  type Layout,
  type Servers,
  type ServersOptions,
} from "./server/servers.ts";
export { DeadLetters, type DeadLetter, type DeadLetterStory } from "./store/dead-letters.ts";
export type { Differences, Example } from "./rebuild/differences.ts";
export {
  ViewRebuild,
  type RebuildOutcome,
  type RebuildPhase,
  type RebuildProgress,
} from "./rebuild/view-rebuild.ts";
export {
  DeadLetterTriage,
  type Cause,
  type CauseGroup,
  type Selection,
} from "./store/dead-letter-triage.ts";
export { MessageEdits, type MessageEdit } from "./store/message-edits.ts";
export {
  EventLog,
  type EventFilter,
  type LoggedEvent,
  type LogPart as LookedAt,
  type Look,
} from "./store/event-log.ts";
export {
  ConsumerAdmin,
  type ConsumerRow,
  type ConsumerStand,
  type LiveMember,
  type PositionReset,
} from "./store/consumer-admin.ts";
export { ConsumerPositions, type ConsumerPosition } from "./store/consumer-positions.ts";
export { backlogOf, type LogBacklog } from "./store/log-backlog.ts";
export { countLog, type LogSpan, type SpanCount } from "./store/log-count.ts";
export { PostgresStore } from "./store/postgres-store.ts";
export { StateReader } from "./store/state-reader.ts";
export { TouchIndex } from "./store/touch-index.ts";
export { TouchIndexer } from "./store/touch-indexer.ts";
export { ViewsDatabase } from "./views-database.ts";

/** The tables that every service's database has. */
export const runtimeMigrations: readonly Migration[] = readMigrations(
  new URL("../migrations/", import.meta.url),
  "runtime",
);
