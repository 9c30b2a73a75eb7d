import { readFileSync, readdirSync } from "node:fs";

/** A statement of `src/sql/`, prepared once a connection under its file's name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const folder = new URL("sql/", import.meta.url);
const statements = new Map<string, Statement>(
  readdirSync(folder).map((file) => {
    const name = file.replace(/\.sql$/, "");
    return [name, { name, text: readFileSync(new URL(file, folder), "utf8") }];
  }),
);

/** @throws {Error} when there is no such file */
export function sql(name: string): Statement {
  const statement = statements.get(name);
  if (statement === undefined) throw new Error(`there is no src/sql/${name}.sql`);
  return statement;
}
