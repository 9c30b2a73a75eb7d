import type { Command } from "commander";
import { callApi, findTarget, type Call } from "../client.ts";

export interface RemoteOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** A command that talks to a running server through its API. */
export function remote(command: Command): Command {
  return command
    .option("--url <url>", "server to talk to (WAYBILL_URL, else the one on WAYBILL_DATA)")
    .option("--key <key>", "API key (WAYBILL_KEY, else the development key)")
    .option("--json", "machine-readable output");
}

export function ask<T>(options: RemoteOptions, method: string, path: string): Promise<T> {
  return call<T>(options, { method, path });
}

/** Calls the API. @returns the body of the answer */
export async function call<T>(options: RemoteOptions, what: Call): Promise<T> {
  const { body } = await callApi<T>(findTarget(options), what);
  return body;
}

/** Follows the pages of a list. */
export async function* pages<T>(options: RemoteOptions, path: string): AsyncGenerator<T> {
  let cursor: string | null = "";
  while (cursor !== null) {
    const joint = path.includes("?") ? "&" : "?";
    const next: string =
      cursor === "" ? path : `${path}${joint}cursor=${encodeURIComponent(cursor)}`;
    const page: { items: T[]; nextCursor: string | null } = await ask(options, "GET", next);
    yield* page.items;
    cursor = page.nextCursor;
  }
}

export function print(options: RemoteOptions, value: unknown, text: string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value)}\n` : text);
}
