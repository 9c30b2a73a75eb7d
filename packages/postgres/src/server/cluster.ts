import { createHash } from "node:crypto";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { findBinaries } from "./binaries.ts";
import type { Secrets } from "./secrets.ts";
import { loadSecrets } from "./secrets.ts";
import { makePrivateDirectory, serverUser } from "./server-user.ts";
import type { ServerUser } from "./server-user.ts";

/** The role that owns the embedded server; services never get it. */
export const superuser = "waybill";

/** Takes structured fields first, as pino does. Never given a password or a URL that has one. */
export interface ServerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Where one embedded server lives, and as whom it runs. */
export interface Cluster {
  readonly dataDir: string;
  /** PostgreSQL's own data directory. */
  readonly clusterDir: string;
  readonly logDir: string;
  /** In the title of each process of this server, and of no other. */
  readonly clusterName: string;
  readonly user: ServerUser | undefined;
  readonly binaries: Binaries;
  readonly secrets: Secrets;
  readonly oneOfSeveral: boolean;
  readonly log: ServerLog;
}

/** PostgreSQL's directory within a data directory, whose path has no symbolic links. */
export function clusterDirOf(dataDir: string): string {
  return join(dataDir, "postgres");
}

/** Resolves the paths of a data directory, and makes it when it is missing. */
export async function describeCluster(
  dataDir: string,
  { log, oneOfSeveral = false }: { readonly log: ServerLog; readonly oneOfSeveral?: boolean },
): Promise<Cluster> {
  mkdirSync(dataDir, { recursive: true });
  const realDir = realpathSync(dataDir);
  const clusterDir = clusterDirOf(realDir);
  const logDir = join(realDir, "postgres-logs");
  const user = serverUser(clusterDir);
  makePrivateDirectory(logDir, user);
  return {
    dataDir: realDir,
    clusterDir,
    logDir,
    clusterName: `waybill-${createHash("sha256").update(clusterDir).digest("hex").slice(0, 12)}`,
    user,
    binaries: await findBinaries(),
    secrets: loadSecrets(realDir),
    oneOfSeveral,
    log,
  };
}
