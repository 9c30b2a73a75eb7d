import { hasDatabases } from "@waybill/postgres";
import type { Config } from "./config.ts";
import { Unusable } from "./failure.ts";

/**
 * For commands that look at databases: where there are none they are not to make any, such as in a directory whose
 * name has a slip in it.
 * @throws {Unusable} `no-installation`
 */
export function requireInstallation({
  dataDir,
  databaseUrl,
}: Pick<Config, "dataDir" | "databaseUrl">): void {
  if (databaseUrl !== undefined || hasDatabases(dataDir)) return;
  throw new Unusable(
    "no-installation",
    `there is no Waybill in ${dataDir}; set WAYBILL_DATA to the directory of one, or DATABASE_URL. \`npx waybill up\` makes one`,
  );
}
