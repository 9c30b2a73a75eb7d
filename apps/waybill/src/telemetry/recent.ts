import { LogBuffer, type RecentLogs } from "./log-buffer.ts";
import { SpanBuffer, type RecentTraces } from "./span-buffer.ts";

/** What a process can tell of what it did a while ago; another process of the same shop has its own. */
export interface Recent {
  readonly logs: RecentLogs;
  readonly traces: RecentTraces;
}

/** For those who start a system without its command line. */
export function nothingRecent(): Recent {
  return { logs: new LogBuffer(), traces: new SpanBuffer() };
}
