import { setTimeout as delay } from "node:timers/promises";
import { listAt, textAt } from "./json.ts";
import type { Server } from "./server.ts";

const restMs = 20_000;

/**
 * What the fuzzed requests left behind: accepted ones must not have broken a promise, nor a service
 * that worked on them later.
 * @returns what is wrong, in words
 */
export async function aftermath(server: Server): Promise<readonly string[]> {
  await rest(server);
  const wrong: string[] = [];
  const { code, stdout, stderr } = await server.command("verify", "--json");
  if (code !== 0) wrong.push(`waybill verify ended with ${code}: ${stdout}${stderr}`);
  const letters = listAt(await server.call("GET", "/v1/dead-letters?all=true&limit=200"), "items");
  for (const letter of letters) {
    const [consumer, type, error] = ["consumer", "type", "error"].map((name) =>
      textAt(letter, name),
    );
    wrong.push(`dead letter: ${consumer} failed at ${type}: ${error}`);
  }
  wrong.push(...server.log.map((line) => `logged as an error: ${line.slice(0, 2_000)}`));
  return wrong;
}

/** Orders that were accepted run to their end; what never ends, the verification names. */
async function rest(server: Server): Promise<void> {
  const deadline = performance.now() + restMs;
  for (;;) {
    const open = await server.call("GET", "/v1/processes?state=running&limit=1");
    if (listAt(open, "items").length === 0 || performance.now() > deadline) return;
    await delay(200);
  }
}
