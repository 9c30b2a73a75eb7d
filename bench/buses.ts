/**
 * `npm run bench:buses`: what it costs to run the services as processes of their own, on each bus, as a ratio to
 * one process in the same run. Needs the brokers of `npm run brokers:start`.
 *
 *   throughput  orders/s that are carried to their end, and the largest process, each on a server of its own
 *   drain       time to carry out orders that were accepted while inventory took nothing, by number of replicas
 *   relay       events/s that a relay publishes to Kafka, against kafka-producer-perf-test with the same records
 *
 * `--only` picks parts, `--rounds` (3), `--seconds` (30) and `--orders` (100,000, of the drain) set their size.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drain, type Drained } from "./buses/drain.ts";
import { relayAgainstProducer, type RelayResult } from "./buses/relay.ts";
import { leaveNothing, setups, type Setup } from "./buses/setups.ts";
import { skus, throughput } from "./load-result.ts";
import { median } from "./median.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "throughput,relay,drain" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "30" },
    orders: { type: "string", default: "100000" },
    replicas: { type: "string", default: "1,2,4" },
  },
});
/** Nine processes on two processors, and the brokers', are busy with compiling themselves for so long. */
const warmupSeconds = 30;
const only = values.only.split(",");
const rounds = Number(values.rounds);

interface Round {
  readonly setup: string;
  readonly ordersPerSecond: number;
  /** MiB of the largest process of a service; the gateway has the console and the operations besides. */
  readonly largestService: number;
  readonly gateway: number;
}

const result: {
  readonly date: string;
  readonly rounds: Round[];
  relay?: readonly RelayResult[];
  drained?: readonly Drained[];
} = { date: new Date().toISOString(), rounds: [] };

if (only.includes("throughput")) {
  for (let round = 1; round <= rounds; round++)
    for (const setup of setups()) {
      say(`round ${round} of ${rounds}: ${setup.name}`);
      result.rounds.push(await measure(setup));
    }
  print(ratios(result.rounds));
}
if (only.includes("relay")) {
  say("relay against producer");
  result.relay = await relayAgainstProducer(rounds);
  print(result.relay);
}
if (only.includes("drain")) {
  const drained: Drained[] = [];
  for (const replicas of values.replicas.split(",").map(Number)) {
    say(`drain with ${replicas} of each`);
    drained.push(await drain({ orders: Number(values.orders), replicas }));
  }
  result.drained = drained;
  print(drained);
}
const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
const name = `${result.date.slice(0, 19).replaceAll(":", "-")}-buses.json`;
writeFileSync(new URL(name, folder), `${JSON.stringify(result, null, 2)}\n`);
say(`written to ${fileURLToPath(new URL(name, folder))}`);

async function measure({ name: setup, options }: Setup): Promise<Round> {
  const dataDir = makeDataDirectory();
  const chosen = options();
  let server: BenchServer | undefined;
  try {
    server = await BenchServer.start(dataDir, chosen);
    const load = [`--skus=${skus}`, "--uniform", "--lines=1", `--warmup=${warmupSeconds}`];
    let largestService = 0;
    let gateway = 0;
    const watch = setInterval(() => {
      for (const [process, mebibytes] of server?.processes() ?? []) {
        if (process.startsWith("gateway")) gateway = Math.max(gateway, mebibytes);
        else largestService = Math.max(largestService, mebibytes);
      }
    }, 1_000);
    const report = await throughput(server, Number(values.seconds), load).finally(() =>
      clearInterval(watch),
    );
    return { setup, ordersPerSecond: report.completedPerSecond, largestService, gateway };
  } finally {
    await server?.stop();
    removeDataDirectory(dataDir);
    await leaveNothing(chosen);
  }
}

/** Each round against the one process of the same round. */
function ratios(all: readonly Round[]): object {
  const perRound = setups().length;
  const bySetup = Map.groupBy(
    all.map((each, index) => ({ ...each, base: all[index - (index % perRound)] })),
    ({ setup }) => setup,
  );
  return Object.fromEntries(
    [...bySetup].map(([setup, own]) => [
      setup,
      {
        ordersPerSecond: Math.round(median(own.map((each) => each.ordersPerSecond))),
        ofOneProcess: rounded(
          median(own.map((each) => each.ordersPerSecond / (each.base?.ordersPerSecond ?? 1))),
        ),
        largestServiceMiB: Math.max(...own.map((each) => each.largestService)),
        gatewayMiB: Math.max(...own.map((each) => each.gateway)),
      },
    ]),
  );
}

function rounded(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
