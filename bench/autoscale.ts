/**
 * `npm run bench:autoscale`: whether `up --split --autoscale` follows a load of which a fifth is five
 * times as high. Ten minutes: two as usual, two of the spike, six as usual, in which the replicas have time
 * to go. What a second replica helps with, on a machine whose processors are all taken, is waiting: so the
 * mail server is slow (300 ms a mail, over five connections of a process), and one process of the
 * notifications cannot keep up with the spike. Writes `results/<time>-autoscale.json` and a chart beside it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { slowMailServer } from "@waybill/notifications/testing";
import { ProcessWatch } from "./process-watch.ts";
import { readCourses, traceOf } from "./scaling-course.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    rate: { type: "string", default: "2" },
    times: { type: "string", default: "5" },
    "mail-ms": { type: "string", default: "300" },
    policy: { type: "string", default: "default" },
  },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const times = Number(values.times);
const mailMs = Number(values["mail-ms"]);

const longestSettleMs = 360_000;

const results = fileURLToPath(new URL("results/", import.meta.url));
mkdirSync(results, { recursive: true });
const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
const result = join(results, `${time}-autoscale`);

const dataDir = makeDataDirectory();
const traces = join(dataDir, "traces");
const mailServer = await slowMailServer(mailMs);
let server: BenchServer | undefined;
try {
  const loadAverage = [rounded(loadavg()[0] ?? 0)];
  server = await BenchServer.start(dataDir, {
    flags: [
      "--split",
      "--autoscale",
      `--autoscale-policy=${values.policy}`,
      `--autoscale-record=${traces}`,
    ],
    environment: { WAYBILL_SMTP_URL: mailServer.url },
  });
  const watch = new ProcessWatch(server.pid);
  const load = await loaded(server);
  await settled();
  watch.stop();
  const courses = readCourses(traces);
  const scaled = courses
    .filter(({ changes }) => changes.length > 0)
    .map(({ service }) => traceOf(traces, service));
  if (scaled.length > 0) await server.chart(scaled, `${result}.svg`);
  const verified = await server.verifies();
  loadAverage.push(rounded(loadavg()[0] ?? 0));
  const settings = { seconds, rate, times, mailMs, policy: values.policy };
  const machine = { processors: availableParallelism(), loadAverage };
  const mails = mailServer.taken.size;
  const { mostMebibytes } = watch;
  const all = { settings, machine, verified, mails, load, services: courses, mostMebibytes };
  writeFileSync(`${result}.json`, `${JSON.stringify(all, null, 1)}\n`);
  process.stdout.write(`${result}.json\n`);
} finally {
  await server?.stop();
  await mailServer.close();
  removeDataDirectory(dataDir);
}

/** A fifth of the time as usual, a fifth with the spike, three fifths as usual. */
function loaded(on: BenchServer): Promise<unknown> {
  const fifth = Math.round(seconds / 5);
  const high = rate * times;
  const stages = `${fifth}s:${rate},0s:${high},${fifth}s:${high},0s:${rate},${fifth * 3}s:${rate}`;
  const args = [`--rate=${rate}`, `--stages=${stages}`, "--drain=180"];
  return on.load(args, seconds + 600);
}

/** On a busy machine the lag may last longer than planned, and so do the replicas. */
async function settled(): Promise<void> {
  const deadline = performance.now() + longestSettleMs;
  while (performance.now() < deadline) {
    if (readCourses(traces).every(({ replicas }) => replicas === 1)) return;
    await delay(1_000);
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
