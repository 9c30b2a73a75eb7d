/**
 * `npm run bench:overload`: what becomes of orders when more come than can be carried. First as many as
 * the server completes, then an open loop at twice and five times that, whose customers come whether or
 * not those before them were served. Prints one JSON line a rate: what was taken and what was turned
 * away, the orders completed against peak, memory, and how soon the server is itself again.
 * The generator runs on the same processors, and at five times the peak it takes much of them.
 */
import { parseArgs } from "node:util";
import { skus, throughput } from "./load-result.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    times: { type: "string", default: "2,5" },
  },
});
const seconds = Number(values.seconds);
const times = values.times.split(",").map(Number);
/** The server has recovered when an order goes through in this time. */
const wellMs = 1_000;
const probeEveryMs = 250;

interface Report {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly stillOpen: number;
  readonly completedPerSecond: number;
  readonly acceptance: { readonly p50: number; readonly p99: number };
  readonly refusal?: { readonly p50: number; readonly p99: number };
}

const dataDir = makeDataDirectory();
let server: BenchServer | undefined;
try {
  server = await BenchServer.start(dataDir);
  const mix = ["--uniform", "--lines=1", `--skus=${skus}`];
  const peak = (await throughput(server, seconds, mix)).completedPerSecond;
  print({ load: "peak", completedPerSecond: peak });
  for (const factor of times) print(await overload(server, { factor, peak, mix }));
} finally {
  await server?.stop();
  removeDataDirectory(dataDir);
}

async function overload(
  on: BenchServer,
  { factor, peak, mix }: { factor: number; peak: number; mix: readonly string[] },
): Promise<object> {
  const rate = peak * factor;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, on.memory().server);
  }, 1_000);
  const plain = ["--plain", "--samples=0", "--retries=0", "--drain=0"];
  const args = [
    `--rate=${rate.toFixed(0)}`,
    `--seconds=${seconds}`,
    "--warmup=5",
    ...plain,
    ...mix,
  ];
  const report = (await on.load(args, seconds + 300)) as Report;
  clearInterval(watch);
  const recoveredAfterSeconds = await recovery(on);
  return {
    load: `${factor}x`,
    rate: Math.round(rate),
    sent: report.sent,
    accepted: report.accepted,
    refused: report.refused,
    unknown: report.unknown,
    completedPerSecond: report.completedPerSecond,
    ofPeak: Number((report.completedPerSecond / peak).toFixed(2)),
    acceptanceP99Ms: report.acceptance.p99,
    serverMiB: Math.round(most),
    recoveredAfterSeconds,
  };
}

/** Seconds until an order that is placed now completes as on an idle server. */
async function recovery(on: BenchServer): Promise<number> {
  const began = performance.now();
  for (;;) {
    const at = performance.now();
    const status = await on.orderStatus();
    if (status === "completed" && performance.now() - at < wellMs) {
      return Math.round((at - began) / 100) / 10;
    }
    if (at - began > 120_000) throw new Error("the server has not recovered within two minutes");
    await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
