import pg from "pg";

const connectMs = 5_000;
const answerMs = 30_000;

/** A session of the drill's own, as superuser, beside those of Waybill. */
export async function openSession(url: string, name = "drill"): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
  });
  // A lost connection also fails the query in flight; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** The rows of one query, over a session of its own. */
export async function rowsOf<R extends object>(url: string, sql: string): Promise<readonly R[]> {
  const client = await openSession(url);
  try {
    return (await client.query<R & pg.QueryResultRow>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The URL of another database of the same server, as the same role. */
export function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
