import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import type { ManyConnections } from "./testing/connect-many.ts";
import { startHost } from "./testing/test-host.ts";

/** More than the system allows are not given; what is not Linux is taken to allow the least that there is. */
const connections = Math.min(1_500, systemLimit());
const patienceMs = 3_000;

test("customers who come while the process is busy are connected, and need not try again", async (context) => {
  const { url } = await startHost(context, {});
  const standing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: ManyConnections = { port: Number(new URL(url).port), connections, standing };
  const worker = new Worker(new URL("./testing/connect-many.ts", import.meta.url), { workerData });
  context.after(() => worker.terminate());
  // The loop stands still: nothing is accepted meanwhile, and what the kernel does not take stays outside.
  const deadline = Date.now() + patienceMs;
  for (let seen = 0; seen < connections && Date.now() < deadline; seen = Atomics.load(standing, 0))
    Atomics.wait(standing, 0, seen, deadline - Date.now());
  assert.equal(Atomics.load(standing, 0), connections);
});

function systemLimit(): number {
  try {
    return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
  } catch {
    return 128;
  }
}
