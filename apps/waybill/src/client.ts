import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Terminal } from "@waybill/kit";
import { readConfig } from "./config.ts";
import { Unusable } from "./failure.ts";

/** What `up` leaves in its data directory for the other commands. */
export interface RunFile {
  readonly url: string;
  readonly pid: number;
  /** Key of the development tenant, with the role admin. */
  readonly apiKey: string;
}

export const runFileOf = (dataDir: string): string => join(dataDir, "run.json");

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

/**
 * Which server a command talks to: `--url` and `--key`, else WAYBILL_URL and WAYBILL_KEY, else
 * the server that runs on the data directory.
 * @throws {Terminal} `no-server` when there is none, `target-invalid` when it can be none
 */
export function findTarget(given: {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
}): Target {
  const url = given.url ?? process.env["WAYBILL_URL"];
  const apiKey = given.key ?? process.env["WAYBILL_KEY"];
  if (url !== undefined) checkUrl(url);
  if (apiKey !== undefined) checkKey(apiKey);
  if (url !== undefined && apiKey !== undefined) return { url, apiKey };
  const { dataDir } = readConfig(process.env);
  const run = readRunFile(dataDir);
  if (run === undefined) {
    throw new Terminal(
      "no-server",
      `no Waybill runs on ${dataDir}; start one with \`npx waybill up\`, or give --url and --key`,
      { status: 503 },
    );
  }
  return { url: url ?? run.url, apiKey: apiKey ?? run.apiKey };
}

function checkUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "http:" || protocol === "https:") return;
  throw new Unusable(
    "target-invalid",
    `${url} is no address of a server; give --url or WAYBILL_URL as http://localhost:4000`,
  );
}

/** It is not shown: it may be a true key with a slip in it. */
function checkKey(key: string): void {
  if (/^[\x21-\x7e]+$/.test(key)) return;
  throw new Unusable(
    "target-invalid",
    "the API key has a space, a line break or another character that no key has; see --key and WAYBILL_KEY",
  );
}

function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(runFileOf(dataDir), "utf8")) as RunFile;
  } catch {
    return undefined;
  }
}

export interface Call {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One call of the API.
 * @throws {Terminal} with the problem's code and detail when the answer is not a success
 */
export async function callApi<T>(
  target: Target,
  { method, path, body: sent, idempotencyKey, headers }: Call,
): Promise<{ readonly status: number; readonly body: T }> {
  const response = await fetch(new URL(path, target.url), {
    method,
    headers: {
      authorization: `Bearer ${target.apiKey}`,
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      ...headers,
    },
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
  }).catch((error: unknown) => {
    throw new Terminal(
      "no-server",
      `${target.url} does not answer; start it, or give another --url`,
      { status: 503, cause: error },
    );
  });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) {
    const problem = body as { code?: string; detail?: string } | undefined;
    throw new Terminal(
      problem?.code ?? "unexpected",
      problem?.detail ?? `${method} ${path}: ${response.status}`,
      {
        status: response.status,
      },
    );
  }
  return { status: response.status, body: body as T };
}
