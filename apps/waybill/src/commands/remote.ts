import type { Command } from "commander";
import { callApi, findTarget, type Call } from "../client.ts";

export interface RemoteOptions {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
  /** Why a change is made. */
  readonly reason?: string;
}

/** A command that talks to a running server through its API. */
export function remote(command: Command): Command {
  return command
    .option("--url <url>", "server to talk to (WAYBILL_URL, else the one on WAYBILL_DATA)")
    .option("--key <key>", "API key (WAYBILL_KEY, else the development key)")
    .option("--json", "machine-readable output");
}

/** One that changes something, and may say why. */
export function changing(command: Command): Command {
  return remote(command).option("--reason <text>", reasonHelp);
}

export const reasonHelp = "why; is kept in the audit trail";

export function ask<T>(options: RemoteOptions, method: string, path: string): Promise<T> {
  return call<T>(options, { method, path });
}

/** Calls the API. @returns the body of the answer */
export async function call<T>(options: RemoteOptions, what: Call): Promise<T> {
  const { reason } = options;
  const headers = reason === undefined ? {} : { "x-reason": encodeURIComponent(reason) };
  const { body } = await callApi<T>(findTarget(options), {
    ...what,
    headers: { ...headers, ...what.headers },
  });
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
