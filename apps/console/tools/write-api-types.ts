/**
 * Writes `src/api/generated/schema.ts`: the types of the API, from the OpenAPI document that a server
 * gives. Without `--url` it starts a server of its own, on an empty data directory and a free port.
 * With `--check` it writes nothing and fails when the file is not what the document gives.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";

const file = fileURLToPath(new URL("../src/api/generated/schema.ts", import.meta.url));
const cli = fileURLToPath(new URL("../../waybill/bin/waybill.js", import.meta.url));
const { values } = parseArgs({
  options: { url: { type: "string" }, check: { type: "boolean", default: false } },
});

await (values.url === undefined ? withOwnServer(compareOrWrite) : compareOrWrite(values.url));

async function compareOrWrite(url: string): Promise<void> {
  const response = await fetch(new URL("/openapi.json", url));
  if (!response.ok) throw new Error(`${url} answered ${response.status} for /openapi.json`);
  const text = astToString(await openapiTS(await response.text()));
  if (!values.check) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(
      "the console's types are not those of the API; run: npm run api -w @waybill/console",
    );
    process.exitCode = 1;
  }
}

/** The server is ended, and its data removed, whatever happens. */
async function withOwnServer(use: (url: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "waybill-api-"));
  const server = spawn(process.execPath, [cli, "up", "--json"], {
    env: { ...process.env, WAYBILL_PORT: "0", WAYBILL_DATA: dataDir, WAYBILL_LOG: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(server, "exit");
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: server.stdout }), "line") as Promise<[string]>,
      gone.then(() => {
        throw new Error("waybill up ended before it was ready");
      }),
    ]);
    await use((JSON.parse(line) as { url: string }).url);
  } finally {
    server.kill("SIGTERM");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }
}
