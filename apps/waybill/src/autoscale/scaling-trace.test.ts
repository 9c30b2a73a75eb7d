import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseTrace } from "../scale/read-trace.ts";
import type { ServiceLag } from "./lag-watch.ts";
import { ScalingTrace, TraceFiles, type TraceLine } from "./scaling-trace.ts";

const calm: ServiceLag = { messages: 0, oldestSeconds: 0, arrived: 0, working: 1 };

/** Looks every ten seconds, of which there are two replicas. */
function lines(lags: readonly Partial<ServiceLag>[]): readonly TraceLine[] {
  const trace = new ScalingTrace();
  return lags.flatMap((lag, look) => {
    const nowSeconds = look * 10;
    const scene = {
      nowSeconds,
      sinceSeconds: nowSeconds - 10,
      at: 7,
      replicas: 2,
      reason: "fixed",
    };
    return trace.line({ ...scene, lag: { ...calm, ...lag } }) ?? [];
  });
}

test("a line has what came in since the look before, and how things stand", () => {
  assert.deepEqual(lines([{}, { arrived: 305, messages: 4, oldestSeconds: 0.25 }]), [
    { seconds: 0, at: 7, arrivals: 30.5, lag: 4, oldestSeconds: 0.3, replicas: 2, reason: "fixed" },
  ]);
});

test("the rate of a replica is learnt while it has more than enough to do", () => {
  const rates = lines([
    { messages: 100, oldestSeconds: 5, working: 2 },
    { messages: 100, oldestSeconds: 5, working: 2, arrived: 400 },
    { messages: 0, oldestSeconds: 0, working: 2, arrived: 1 },
    { messages: 100, oldestSeconds: 5, working: 2, arrived: 400 },
    { messages: 100, oldestSeconds: 5, working: 3, arrived: 400 },
  ]).map(({ serviceRate }) => serviceRate);
  assert.deepEqual(rates, [20, 20, 20, 20]);
  assert.equal(lines([{}, { arrived: 10 }])[0]?.serviceRate, undefined);
});

test("what is written can be simulated", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "waybill-trace-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const warned: string[] = [];
  const files = new TraceFiles(join(directory, "a"), {
    services: ["orders"],
    warn: (message) => warned.push(message),
  });
  for (const line of lines([{}, { arrived: 100 }, { arrived: 200 }])) files.write("orders", line);
  await files.close();
  const { points } = parseTrace(readFileSync(join(directory, "a", "orders.jsonl"), "utf8"), "x");
  assert.deepEqual(points, [
    { seconds: 0, arrivals: 10 },
    { seconds: 10, arrivals: 20 },
  ]);
  assert.deepEqual(warned, []);
});
