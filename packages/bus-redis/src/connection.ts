import { readFileSync } from "node:fs";
import { errorMessage, Terminal } from "@waybill/kit";

/** How to reach a Redis. */
export interface RedisConnection {
  /** `host:port`, as it stands in messages. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly ca?: string };
  /** What the server's list of clients calls this program. */
  readonly clientName: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const defaultPort = 6379;

/**
 * Reads `WAYBILL_REDIS_URL` (`redis://` or, for TLS, `rediss://user:password@host:port/database`) and
 * `WAYBILL_REDIS_CA_FILE`. Throws `config-invalid`; what the URL says is never in the message, since a
 * password may be in it.
 */
export function redisConnectionFrom(env: Env, clientName: string): RedisConnection {
  const url = urlFrom(env);
  const database = url.pathname === "" || url.pathname === "/" ? "0" : url.pathname.slice(1);
  if (!/^\d{1,4}$/.test(database))
    throw invalid("URL", "names a database that is no number, behind the last /");
  const isTls = url.protocol === "rediss:";
  if (read(env, "CA_FILE") !== undefined && !isTls)
    throw invalid("CA_FILE", "is set, but WAYBILL_REDIS_URL is not rediss://");
  const ca = caFrom(env);
  const port = url.port === "" ? defaultPort : Number(url.port);
  return {
    address: `${url.hostname}:${port}`,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    database: Number(database),
    ...(url.username === "" ? {} : { username: decoded(url.username) }),
    ...(url.password === "" ? {} : { password: decoded(url.password) }),
    ...(isTls ? { tls: ca === undefined ? {} : { ca } } : {}),
    clientName,
  };
}

function urlFrom(env: Env): URL {
  const text = read(env, "URL");
  if (text === undefined)
    throw invalid("URL", "is not set; it has to be such as redis://redis-1:6379");
  if (!/^rediss?:\/\//.test(text))
    throw invalid("URL", "does not begin with redis:// or rediss://");
  if (!URL.canParse(text))
    throw invalid("URL", "is no URL; special characters of a password are written %40");
  const url = new URL(text);
  if (url.hostname === "") throw invalid("URL", "names no host");
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("URL", "has a % in user or password that is not written %25");
  }
}

function caFrom(env: Env): string | undefined {
  const file = read(env, "CA_FILE");
  if (file === undefined) return undefined;
  try {
    const text = readFileSync(file, "utf8");
    if (text.includes("-----BEGIN ")) return text;
  } catch (error) {
    throw invalid("CA_FILE", `names a file that cannot be read: ${errorMessage(error)}`);
  }
  throw invalid("CA_FILE", `names ${file}, which is no PEM file`);
}

function read(env: Env, name: string): string | undefined {
  const text = env[`WAYBILL_REDIS_${name}`]?.trim();
  return text === "" ? undefined : text;
}

function invalid(name: string, what: string): Terminal {
  return new Terminal("config-invalid", `WAYBILL_REDIS_${name} ${what}`);
}
