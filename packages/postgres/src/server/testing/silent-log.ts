import type { ServerLog } from "../cluster.ts";

export const silentLog: ServerLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
