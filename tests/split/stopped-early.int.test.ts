/** SIGTERM while several processes start: all of it ends, cleanly, whatever has been started until then. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { emptyDirectory } from "@waybill/postgres/testing";
import { childrenOf, pidsOf } from "./split-processes.ts";

const cli = new URL("../../apps/waybill/bin/waybill.js", import.meta.url).pathname;
/** What a process needs to end is far less; that of its start is over a hundred seconds. */
const endMs = 30_000;

const moments: readonly (readonly [name: string, isThere: (pid: number) => boolean])[] = [
  ["PostgreSQL", (pid) => childrenOf(pid).length > 0],
  ["the gateway", (pid) => pidsOf(pid, "gateway").length > 0],
  ["the services", (pid) => pidsOf(pid, "notifications").length > 0],
];

for (const [name, isThere] of moments) {
  test(`as soon as there is ${name}`, async (t) => {
    const dataDir = emptyDirectory();
    t.after(() => rmSync(dataDir, { recursive: true, force: true }));
    const child = spawn(process.execPath, [cli, "up", "--split", "--json"], {
      env: { ...process.env, WAYBILL_DATA: dataDir, WAYBILL_PORT: "0" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    const ended = once(child, "exit");
    const { pid } = child;
    assert.ok(pid !== undefined);
    while (!isThere(pid)) await new Promise((resolve) => setImmediate(resolve));
    const started = childrenOf(pid);
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), endMs);
    const [code] = (await ended) as [number | null];
    clearTimeout(late);
    assert.equal(code, 0, log);
    assert.match(log, /"msg":"stopped before it was ready"/);
    assert.doesNotMatch(log, /started again/);
    assert.deepEqual(started.filter(isAlive), []);
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
