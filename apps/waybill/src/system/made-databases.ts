import type { Database } from "@waybill/kit";

/**
 * Which services' databases were made, in the platform's own. A process with the address of a wrong server
 * would else make an empty one there, and go on without the orders of the other.
 */
const prefix = "database.";

export async function madeBefore(platform: Database): Promise<ReadonlySet<string>> {
  const rows = await platform.query<{ readonly name: string }>(
    "select name from milestones where starts_with(name, $1)",
    [prefix],
  );
  return new Set(rows.map(({ name }) => name.slice(prefix.length)));
}

export async function rememberMade(platform: Database, services: readonly string[]): Promise<void> {
  await platform.query(
    "insert into milestones (name) select unnest($1::text[]) on conflict do nothing",
    [services.map((name) => prefix + name)],
  );
}
