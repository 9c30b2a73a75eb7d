import { withClient } from "./connection.ts";
import type { PostgresServer } from "./postgres-server.ts";

/**
 * Has the embedded server flush in the background what was just made. A new database is 300 files,
 * which only a checkpoint flushes, one by one; the first would be that of the first stop, which took
 * 10 s for it on two busy cores, and 0.3 s on idle ones.
 */
export function writeOutSoon(server: PostgresServer): void {
  if (!server.embedded) return;
  // When it cannot be done now, some later checkpoint does it.
  withClient(server.superuserUrl, (client) => client.query("CHECKPOINT")).catch(() => undefined);
}
