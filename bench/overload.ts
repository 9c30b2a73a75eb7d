/**
 * `npm run bench:overload`: what becomes of orders when more come than can be carried. An open
 * loop at twice and five times as many as the server completes, whose customers come whether or not
 * those before them were served. The peak is measured before and after each, because a database with
 * more orders in it carries less, whatever came in between. Prints one JSON line a rate and round: what
 * was taken and what was turned away, the orders completed against the mean of the two peaks, memory,
 * the processors that each side took, how soon the server is itself again, and how many orders that
 * were taken have not ended; then the medians. Fails when `waybill verify` finds something.
 * Server, PostgreSQL and generator share the processors: what a refusal costs is not there for orders. The generator
 * has a lower priority, at the peak too: its customers would not run on the server's machine. What it sends is in
 * the line, so one that gets too little is seen.
 */
import { parseArgs } from "node:util";
import { median } from "./median.ts";
import { skus, throughput } from "./load-result.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";
import { ServerWatch } from "./server-watch.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    times: { type: "string", default: "2,5" },
    rounds: { type: "string", default: "1" },
  },
});
const seconds = Number(values.seconds);
const times = values.times.split(",").map(Number);
const rounds = Number(values.rounds);
const mix = ["--uniform", "--lines=1", `--skus=${skus}`];
/** With fewer, customers wait for one of them, and what reaches the server is less than the rate. */
const connections = 1_000;
/** Until as many orders are on their way as the server lets in: their coming is not what is measured. */
const warmupSeconds = 15;
/** The server has recovered when an order goes through in this time. */
const wellMs = 1_000;
const probeEveryMs = 250;
const patienceMs = 120_000;

interface Carried {
  readonly completedPerSecond: number;
  readonly generatorCpu: number;
}

interface Report extends Carried {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly notSent: number;
  readonly acceptance: { readonly p50: number; readonly p99: number };
}

interface Overload {
  readonly completedPerSecond: number;
  readonly [figure: string]: unknown;
}

interface Counts {
  readonly accepted: number;
  readonly completed: number;
  readonly cancelled: number;
}

const shares = new Map<number, number[]>(times.map((factor) => [factor, []]));
for (let round = 1; round <= rounds; round += 1) await runRound(round);
for (const [factor, all] of shares)
  print({ load: `${factor}x`, rounds, ofPeak: hundredths(median(all)) });

/** On a server and a database of its own. */
async function runRound(round: number): Promise<void> {
  const dataDir = makeDataDirectory();
  let server: BenchServer | undefined;
  try {
    server = await BenchServer.start(dataDir, { loadsYield: true });
    let peak = await peakOf(server, round);
    for (const factor of times) {
      const line = await overload(server, peak * factor);
      const peakAfter = await peakOf(server, round);
      const ofPeak = hundredths(line.completedPerSecond / ((peak + peakAfter) / 2));
      shares.get(factor)?.push(ofPeak);
      print({ round, load: `${factor}x`, ofPeak, ...line });
      peak = peakAfter;
    }
    if (!(await server.verifies())) throw new Error("waybill verify has found something");
  } finally {
    await server?.stop();
    removeDataDirectory(dataDir);
  }
}

/** @returns the orders a second that the server completes */
async function peakOf(on: BenchServer, round: number): Promise<number> {
  const watch = new ServerWatch(on);
  const result = await throughput(on, seconds, mix);
  watch.stop();
  const { completedPerSecond } = result;
  print({ round, load: "peak", completedPerSecond, ...processors(watch, result, result.accepted) });
  return completedPerSecond;
}

async function overload(on: BenchServer, rate: number): Promise<Overload> {
  const plain = [
    "--plain",
    "--samples=0",
    "--retries=0",
    "--drain=0",
    `--connections=${connections}`,
  ];
  const time = [`--rate=${rate.toFixed(0)}`, `--seconds=${seconds}`, `--warmup=${warmupSeconds}`];
  const before = await counts(on);
  const watch = new ServerWatch(on);
  const report = (await on.load([...time, ...plain, ...mix], seconds + 300)) as Report;
  const recovered = await recovery(on);
  const taken = report.accepted + recovered.probes;
  const takenNotEnded = await notEnded(on, before, { taken, unknown: report.unknown });
  watch.stop();
  return {
    rate: Math.round(rate),
    sent: report.sent,
    accepted: report.accepted,
    refused: report.refused,
    unknown: report.unknown,
    notSent: report.notSent,
    completedPerSecond: report.completedPerSecond,
    acceptanceP99Ms: report.acceptance.p99,
    ...processors(watch, report, taken),
    serverMiB: Math.round(watch.mostMebibytes),
    recoveredAfterSeconds: recovered.afterSeconds,
    takenNotEnded,
  };
}

/**
 * The cores that each side took; and how many orders were completed for each second of all of theirs, until the
 * last had ended: this hardly depends on what else the machine has to do.
 */
function processors(watch: ServerWatch, report: Carried, orders: number): object {
  const { server, postgres } = watch.busiest(seconds);
  const generator = report.generatorCpu;
  const cores = {
    server: hundredths(server),
    postgres: hundredths(postgres),
    generator: hundredths(generator),
  };
  const used = watch.usedSeconds + generator * (seconds + warmupSeconds);
  return { cores, ordersPerCoreSecond: Math.round(orders / used) };
}

function hundredths(value: number): number {
  return Number(value.toFixed(2));
}

/** Seconds until an order that is placed now completes as on an idle server, and how many were placed to see it. */
async function recovery(on: BenchServer): Promise<{ afterSeconds: number; probes: number }> {
  const began = performance.now();
  for (let probes = 0; ;) {
    const at = performance.now();
    const status = await on.orderStatus();
    if (status !== undefined) probes += 1;
    if (status === "completed" && performance.now() - at < wellMs) {
      return { afterSeconds: Math.round((at - began) / 100) / 10, probes };
    }
    if (at - began > patienceMs) throw new Error("the server has not recovered within two minutes");
    await pause();
  }
}

/**
 * Waits until as many orders have ended as were taken.
 * @returns how many of them are missing at last: 0 when each 202 was honoured
 */
async function notEnded(
  on: BenchServer,
  before: Counts,
  { taken, unknown }: { taken: number; unknown: number },
): Promise<number> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const now = await counts(on);
    const placed = now.accepted - before.accepted;
    const ended = now.completed + now.cancelled - before.completed - before.cancelled;
    if (placed < taken || placed > taken + unknown)
      throw new Error(`${taken} orders were answered 202, ${placed} are there`);
    if (ended === placed || performance.now() > deadline) return placed - ended;
    await pause();
  }
}

async function counts(on: BenchServer): Promise<Counts> {
  const { orders } = await on.read<{ readonly orders: Counts }>("/v1/ops/overview");
  return orders;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, probeEveryMs));
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
