import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "@waybill/postgres";
import { runFileOf, type RunFile } from "../client.ts";
import { loadSampleShopOnce } from "../sample-shop/first-start.ts";
import type { System } from "../system/system.ts";

/** Lets the other commands find the server, and fills the shop at the first start. */
export async function openInstallation(system: System, dataDir: string): Promise<RunFile> {
  const apiKey = await developmentKey(system, dataDir);
  const run: RunFile = { url: system.url, pid: process.pid, apiKey };
  writePrivately(runFileOf(dataDir), `${JSON.stringify(run)}\n`);
  await loadSampleShopOnce(system, run);
  return run;
}

/** The key of the development tenant: made at the first start, kept where only its owner reads it. */
async function developmentKey(system: System, dataDir: string): Promise<string> {
  const file = join(dataDir, "development-key");
  try {
    const kept = readFileSync(file, "utf8").trim();
    if (kept !== "" && (await system.isKnownKey(kept))) return kept;
  } catch {
    // The first start.
  }
  const { secret } = await system.keys.create({
    tenant: "dev",
    role: "admin",
    name: "development",
  });
  // It is shown and copied: it has to be the same after a power cut.
  writeDurably(file, `${secret}\n`);
  return secret;
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
