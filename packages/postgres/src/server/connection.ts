import pg from "pg";

export interface ServerAddress {
  readonly port: number;
  /** Directory of the Unix socket; undefined for TCP on the loopback. */
  readonly socketDir: string | undefined;
}

export interface Login {
  readonly role: string;
  readonly password: string;
  readonly database: string;
}

/** A URL that `pg` and libpq both take; it holds the password, so it is never logged. */
export function databaseUrl(address: ServerAddress, login: Login): string {
  const url = new URL(`postgres://127.0.0.1:${address.port}/`);
  url.username = encodeURIComponent(login.role);
  url.password = encodeURIComponent(login.password);
  url.pathname = `/${encodeURIComponent(login.database)}`;
  if (address.socketDir !== undefined) url.searchParams.set("host", address.socketDir);
  return url.href;
}

const connectTimeoutMs = 5_000;

/** Runs `use` on a connection of its own, and closes it whatever happens. */
export async function withClient<T>(
  url: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: "waybill",
  });
  // A lost connection also fails the query in flight; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SQLSTATE of a server's error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
