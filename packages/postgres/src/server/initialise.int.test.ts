/**
 * Pins what a first start must survive: a Waybill killed in the middle of its own, whose initdb did
 * not die with it.
 */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { withClient } from "./connection.ts";
import { openServer } from "./open-server.ts";
import { commandOf, pidsRunning, signal } from "./process-table.ts";
import { holdServer } from "./testing/held-server.ts";
import { emptyDirectory } from "./testing/empty-directory.ts";
import { silentLog } from "./testing/silent-log.ts";
import { waitUntil } from "./wait-until.ts";

const startMs = 20_000;

function newDataDirectory(t: TestContext): string {
  const dataDir = emptyDirectory();
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** Names of what initialisations that never ended have left. */
function unfinished(dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => name.startsWith("postgres.initialising"));
}

/** Kills a Waybill in its first start and holds its initdb still, in the middle of its work. */
async function orphanInitdb(
  t: TestContext,
  dataDir: string,
): Promise<{ pid: number; directory: string }> {
  const held = holdServer(dataDir);
  let found: { pid: number; directory: string } | undefined;
  const atWork = (): boolean => {
    for (const name of unfinished(dataDir)) {
      const directory = join(dataDir, name);
      const [pid] = pidsRunning("initdb", `--pgdata=${directory}`);
      if (pid !== undefined && readdirSync(directory).includes("base")) found = { pid, directory };
    }
    return found !== undefined;
  };
  assert.ok(await waitUntil(atWork, startMs), "no initdb was at work");
  assert.ok(found !== undefined);
  const { pid } = found;
  process.kill(pid, "SIGSTOP");
  t.after(() => signal(pid, "SIGKILL"));
  // Only itself: with its process group initdb would go too.
  const gone = once(held.child, "exit");
  held.child.kill("SIGKILL");
  await gone;
  return found;
}

async function startsAndAnswers(dataDir: string): Promise<void> {
  const server = await openServer({ dataDir, log: silentLog });
  try {
    await withClient(server.superuserUrl, (client) => client.query("SELECT 1"));
  } finally {
    await server.stop();
  }
}

test("an initdb that outlives its Waybill is ended by the next start, and what it made is removed", async (t) => {
  const dataDir = newDataDirectory(t);
  const { pid } = await orphanInitdb(t, dataDir);
  await startsAndAnswers(dataDir);
  assert.equal(commandOf(pid), undefined);
  assert.deepEqual(unfinished(dataDir), []);
});

test("a first start is not disturbed by an earlier one's initdb that goes on writing", async (t) => {
  const dataDir = newDataDirectory(t);
  const { pid, directory } = await orphanInitdb(t, dataDir);
  process.kill(pid, "SIGKILL");
  assert.ok(await waitUntil(() => commandOf(pid) === undefined, startMs));
  const standIn = await writerInPlaceOf(directory, newDataDirectory(t));
  t.after(() => standIn.kill("SIGKILL"));
  await startsAndAnswers(dataDir);
  assert.deepEqual(unfinished(dataDir), []);
});

test("nor by one that can be neither seen nor ended", async (t) => {
  const dataDir = newDataDirectory(t);
  const { pid, directory } = await orphanInitdb(t, dataDir);
  process.kill(pid, "SIGKILL");
  assert.ok(await waitUntil(() => commandOf(pid) === undefined, startMs));
  // As from another container: its command line is not found.
  const standIn = await writerInPlaceOf(directory, newDataDirectory(t), "hidden");
  t.after(() => standIn.kill("SIGKILL"));
  await startsAndAnswers(dataDir);
  assert.equal(standIn.exitCode, null);
  const gone = once(standIn, "exit");
  standIn.kill("SIGKILL");
  await gone;
  await startsAndAnswers(dataDir);
  assert.deepEqual(unfinished(dataDir), []);
});

/** Writes by path and without pause, as a whole initdb would in the course of its work; hears no SIGTERM. */
async function writerInPlaceOf(
  directory: string,
  scriptDir: string,
  name = "initdb",
): Promise<ChildProcess> {
  const script = join(scriptDir, name);
  const lines = [
    "#!/bin/sh",
    "trap '' TERM",
    "echo writing",
    'while :; do { echo > "${1#--pgdata=}/written"; } 2>/dev/null; done',
  ];
  writeFileSync(script, lines.join("\n"), { mode: 0o700 });
  const child = spawn(script, [`--pgdata=${directory}`], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.stdout.destroy();
  return child;
}
