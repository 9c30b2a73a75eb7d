/**
 * `npm run sim`: the real services on simulated ports, with faults. Everything follows from the seed:
 * the same seed gives the same history, to the byte. See docs/PROOF.md.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { faultsOf, integerAbove0, numberAbove0 } from "./simulation/given.ts";
import { faultNames } from "./simulation/profile.ts";
import { shrink } from "./simulation/shrink.ts";
import { simulateMany, type ManyReport } from "./simulation/simulate-many.ts";
import { timelineOf } from "./simulation/timeline.ts";

const usage = `npm run sim -- [--orders 10000] [--seed <n>] [--per-world 1000] [--faults all|none|<name,…>]
               [--minutes <m>] [--jobs <processors>] [--digest] [--json]

Worlds run side by side, as many as there are processors or as --jobs says; each takes up to 700 MiB.
Faults: ${faultNames.join(", ")}.`;

interface Given {
  readonly seed: number;
  readonly orders: number;
  readonly ordersPerWorld: number;
  readonly only?: ReadonlySet<string>;
  readonly limitMs?: number;
  readonly jobs: number;
  readonly digest: boolean;
  readonly json: boolean;
}

// Errors are part of the game here, and their stacks are a tenth of its time.
Error.stackTraceLimit = 0;

const given = read();
if (given !== undefined) await run(given);

function read(): Given | undefined {
  try {
    const { values } = parseArgs({
      options: {
        orders: { type: "string", default: "10000" },
        seed: { type: "string" },
        "per-world": { type: "string", default: "1000" },
        faults: { type: "string", default: "all" },
        minutes: { type: "string" },
        jobs: { type: "string" },
        digest: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      return undefined;
    }
    const only = faultsOf(values.faults);
    return {
      seed: integerAbove0("seed", values.seed ?? String(Date.now() % 1_000_000_000)),
      orders: integerAbove0("orders", values.orders),
      ordersPerWorld: integerAbove0("per-world", values["per-world"]),
      ...(only === undefined ? {} : { only }),
      ...(values.minutes === undefined
        ? {}
        : { limitMs: numberAbove0("minutes", values.minutes) * 60_000 }),
      jobs: integerAbove0("jobs", values.jobs ?? String(availableParallelism())),
      digest: values.digest,
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run(options: Given): Promise<void> {
  const shows = process.stderr.isTTY && !options.json;
  const report = await simulateMany({
    ...options,
    progress: (orders) => {
      if (shows) process.stderr.write(`\r${orders} of ${options.orders} orders`);
    },
  });
  if (shows) process.stderr.write("\r");
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : textOf(report));
  if (report.verdict === "failed") await explain(report, options);
  process.exitCode = report.verdict === "passed" ? 0 : 1;
}

async function explain({ violations }: ManyReport, options: Given): Promise<void> {
  const [first] = violations;
  if (first === undefined) return;
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  say("looking for a shorter history …");
  const failing = await shrink({
    seed: first.seed,
    orders: options.ordersPerWorld,
    ...(options.only === undefined ? {} : { only: options.only }),
  });
  if (failing === undefined) {
    say("it does not fail alone: that is a bug of the simulator");
    return;
  }
  const { seed, orders, faults, simulation } = failing;
  for (const { check, problem, message, order } of simulation.violations.slice(0, 5))
    say(`${check} ${problem} ${order ?? ""}: ${message}`);
  const subject = simulation.violations.find(({ order }) => order !== undefined)?.order;
  if (subject !== undefined) for (const line of timelineOf(simulation.world, subject)) say(line);
  const names = faults.size === 0 ? "none" : [...faults].join(",");
  say(`npm run sim -- --seed ${seed} --orders ${orders} --per-world ${orders} --faults ${names}`);
}

function textOf(report: ManyReport): string {
  const { seed, worlds, orders, completed, events, virtualHours, seconds, verdict } = report;
  const faults = Object.entries(report.faults)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { count, hit }]) => `  ${name.padEnd(34)}${count} times, ${hit} with work under way`,
    );
  const broken = report.violations
    .slice(0, 10)
    .map(
      ({ check, problem, order, message }) => `  ${check} ${problem} ${order ?? ""}: ${message}`,
    );
  const missed = report.missed.length === 0 ? [] : [`Never hit: ${report.missed.join(", ")}`];
  return [
    `${verdict}: ${orders} orders (${completed} completed) in ${worlds} worlds from seed ${seed}`,
    `${events} events in ${virtualHours.toFixed(1)} virtual hours, ${seconds.toFixed(1)} s: ${Math.round(orders / seconds)} orders/s`,
    "Faults:",
    ...faults,
    ...missed,
    ...(broken.length === 0 ? [] : ["Broken:", ...broken]),
    "",
  ].join("\n");
}
