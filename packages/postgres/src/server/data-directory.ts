import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { WaybillError, errorMessage } from "@waybill/kit";
import { clusterDirOf } from "./cluster.ts";

/**
 * Makes a data directory where there is none.
 * @throws WaybillError `data-directory-unusable` when that is not possible, or nothing can be written into it
 */
export function makeDataDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new WaybillError(
      "data-directory-unusable",
      `cannot use ${dataDir} as the data directory: ${errorMessage(cause)}; set WAYBILL_DATA to a directory that this user may write to`,
      { cause },
    );
  }
}

/** Whether an embedded PostgreSQL was ever made there. */
export function hasDatabases(dataDir: string): boolean {
  return existsSync(clusterDirOf(dataDir));
}
