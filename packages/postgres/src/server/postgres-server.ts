import type { EventEmitter } from "node:events";

/** `down`: PostgreSQL is gone and being restarted; `up`: it answers again. */
export interface ServerEvents {
  down: [];
  up: [{ readonly pid: number }];
}

/** A PostgreSQL that Waybill may use. URLs hold passwords: never log them. */
export interface PostgresServer {
  /** URL of a role on a database; stays valid over restarts of the server. */
  url(database: string, role: string): string;
  /** For provisioning only. */
  readonly superuserUrl: string;
  passwordOf(role: string): string;
  /** Of the embedded server at this moment; undefined for an external one, or while it is down. */
  readonly pid: number | undefined;
  /** It was running before we came. */
  readonly adopted: boolean;
  readonly embedded: boolean;
  readonly events: EventEmitter<ServerEvents>;
  /**
   * Stops what this handle started (or adopted) and lets go of the data directory; resolves when
   * the process is gone. Safe to call twice.
   */
  stop(): Promise<void>;
}
