import { EventEmitter } from "node:events";
import { WaybillError, errorMessage } from "@waybill/kit";
import { withClient } from "./connection.ts";
import type { PostgresServer, ServerEvents } from "./postgres-server.ts";
import type { Secrets } from "./secrets.ts";

const oldestVersion = 150_000;

/**
 * A server that somebody else runs. `databaseUrl` is of a role that may make databases and roles.
 *
 * @throws WaybillError `database-url-invalid`, `database-unreachable`, `database-too-old`,
 *   `database-role-insufficient`; none of them repeats the password.
 */
export async function useExternal(databaseUrl: string, secrets: Secrets): Promise<PostgresServer> {
  const server = externalServer(databaseUrl, secrets);
  await requireUsable(new URL(server.superuserUrl));
  return server;
}

/**
 * The same without looking whether it is there: for those who only read logs on it, which they do as
 * soon as they can. Of the URL they need no more than the address.
 */
export function externalServer(databaseUrl: string, secrets: Secrets): PostgresServer {
  const base = parse(databaseUrl);
  return {
    embedded: false,
    adopted: true,
    pid: undefined,
    superuserUrl: base.href,
    events: new EventEmitter<ServerEvents>(),
    passwordOf: (role) => secrets.passwordOf(role),
    url: (database, role) => {
      const url = new URL(base);
      url.username = encodeURIComponent(role);
      url.password = encodeURIComponent(secrets.passwordOf(role));
      url.pathname = `/${encodeURIComponent(database)}`;
      return url.href;
    },
    stop: () => Promise.resolve(),
  };
}

function parse(databaseUrl: string): URL {
  const url = URL.parse(databaseUrl);
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new WaybillError(
    "database-url-invalid",
    "DATABASE_URL is not a URL of the form postgres://user:password@host:port/database",
  );
}

interface Abilities {
  readonly version: string;
  readonly version_number: number;
  readonly may_provision: boolean;
}

async function requireUsable(url: URL): Promise<void> {
  const place = `${url.searchParams.get("host") ?? url.hostname}:${url.port === "" ? "5432" : url.port}`;
  let abilities: Abilities | undefined;
  try {
    const { rows } = await withClient(url.href, (client) =>
      client.query<Abilities>(
        `SELECT current_setting('server_version') AS version,
                current_setting('server_version_num')::int AS version_number,
                rolsuper OR (rolcreatedb AND rolcreaterole) AS may_provision
         FROM pg_roles WHERE rolname = current_user`,
      ),
    );
    abilities = rows[0];
  } catch (error) {
    throw new WaybillError(
      "database-unreachable",
      `cannot connect to PostgreSQL at ${place} as ${url.username}: ${errorMessage(error)}; check DATABASE_URL`,
      { cause: error, retryable: true },
    );
  }
  if (abilities !== undefined && abilities.version_number < oldestVersion) {
    throw new WaybillError(
      "database-too-old",
      `PostgreSQL at ${place} is version ${abilities.version}; Waybill needs 15 or later`,
    );
  }
  if (abilities?.may_provision !== true) {
    throw new WaybillError(
      "database-role-insufficient",
      `the role ${url.username} at ${place} may not make databases and roles; give it CREATEDB and CREATEROLE, or use a superuser`,
    );
  }
}
