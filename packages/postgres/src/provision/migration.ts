import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { WaybillError } from "@waybill/kit";

/** One forward step of a database's schema; docs/MIGRATIONS.md says what it may hold. */
export interface Migration {
  /** Stable for ever and unique within a database; the file's name without `.sql`. */
  readonly id: string;
  readonly sql: string;
}

const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/;

/**
 * Reads the files `NNNN-name.sql` of a directory, in the order of their numbers. `scope` goes before
 * each id (`store/0001-events`), so that one database can take migrations from several directories.
 *
 * @throws WaybillError `migration-invalid` for a file that is named otherwise, or a number used twice.
 */
export function readMigrations(directory: URL, scope?: string): readonly Migration[] {
  const base = new URL(directory.href.endsWith("/") ? directory : `${directory.href}/`);
  const seen = new Set<string>();
  return readdirSync(base)
    .sort()
    .map((name) => {
      const number = fileName.exec(name)?.[1];
      if (number === undefined || seen.has(number)) throw invalid(name, number);
      seen.add(number);
      const id = name.slice(0, -".sql".length);
      const sql = readFileSync(new URL(name, base), "utf8");
      return { id: scope === undefined ? id : `${scope}/${id}`, sql };
    });
}

/** Of the text as it is in the repository, whatever line ends a checkout gave it. */
export function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.sql.replaceAll("\r\n", "\n")).digest("hex");
}

function invalid(name: string, number: string | undefined): WaybillError {
  const why = number === undefined ? "is not named NNNN-name.sql" : `uses ${number} a second time`;
  return new WaybillError("migration-invalid", `the migration ${name} ${why}; rename it`);
}
