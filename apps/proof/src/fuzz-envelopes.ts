/**
 * `npm run fuzz:envelopes`: a stranger writes into the logs of the simulated shop, three envelopes in two seconds:
 * true events with something changed, and anything at all. Everything follows from the seed. See
 * docs/PROOF.md.
 */
import { parseArgs } from "node:util";
import {
  envelopesPerSecond,
  fuzzEnvelopes,
  fuzzProfile,
  ordersPerHour,
  type EnvelopeFuzzReport,
} from "./simulation/foreign/fuzz-envelopes.ts";
import { faultsOf, integerAbove0, numberAbove0 } from "./simulation/given.ts";
import { faultNames } from "./simulation/profile.ts";
import { shrink } from "./simulation/shrink.ts";

const usage = `npm run fuzz:envelopes -- [--hours 24] [--seed <n>] [--orders ${ordersPerHour}] [--faults all|<name,…>] [--json]

Hours are virtual; a world takes an hour for ${ordersPerHour} orders. Faults: ${faultNames.join(", ")}.`;

interface Given {
  readonly seed: number;
  readonly hours: number;
  readonly ordersPerWorld: number;
  readonly only?: ReadonlySet<string>;
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
        hours: { type: "string", default: "24" },
        seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
        orders: { type: "string", default: String(ordersPerHour) },
        faults: { type: "string", default: "all" },
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
      seed: integerAbove0("seed", values.seed),
      hours: numberAbove0("hours", values.hours),
      ordersPerWorld: integerAbove0("orders", values.orders),
      ...(only === undefined ? {} : { only }),
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
  const report = await fuzzEnvelopes({
    ...options,
    progress: (hours) => {
      if (shows) process.stderr.write(`\r${hours.toFixed(1)} of ${options.hours} hours`);
    },
  });
  if (shows) process.stderr.write("\r");
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : textOf(report));
  if (report.verdict === "failed") await explain(report, options);
  process.exitCode = report.verdict === "passed" ? 0 : 1;
}

/** Prints the shortest history that breaks something, and how to have it again. */
async function explain({ violations }: EnvelopeFuzzReport, options: Given): Promise<void> {
  const [first] = violations;
  if (first === undefined) return;
  const { seed } = first;
  const from = { seed, orders: options.ordersPerWorld, profile: fuzzProfile };
  process.stderr.write("looking for a shorter history …\n");
  const failing = await shrink(options.only === undefined ? from : { ...from, only: options.only });
  const orders = failing?.orders ?? options.ordersPerWorld;
  for (const { check, problem, message } of failing?.simulation.violations.slice(0, 5) ?? [])
    process.stderr.write(`${check} ${problem}: ${message}\n`);
  const faults = failing === undefined ? "all" : [...failing.faults].join(",");
  process.stderr.write(
    `npm run fuzz:envelopes -- --seed ${seed} --hours 0.001 --orders ${orders} --faults ${faults}\n`,
  );
}

function textOf(report: EnvelopeFuzzReport): string {
  const { verdict, envelopes, virtualHours, worlds, seed, seconds, p99Ms } = report;
  const counts = (of: EnvelopeFuzzReport["byKind"]): string[] =>
    Object.entries(of)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, { sent, ignored, parked, handled }]) =>
          `  ${name.padEnd(30)}${[sent, ignored, parked, handled].map((n) => String(n).padStart(10)).join("")}`,
      );
  const head = ["sent", "ignored", "parked", "handled"].map((name) => name.padStart(10)).join("");
  return [
    `${verdict}: ${envelopes} envelopes in ${virtualHours.toFixed(1)} virtual hours, ${worlds} worlds from seed ${seed}`,
    `${report.orders} orders (${report.completed} completed) among ${envelopesPerSecond} envelopes a second, ${seconds.toFixed(0)} s`,
    `p99 of the shop's own messages in the world that they slowed most: ${p99Ms.withEnvelopes} ms, without them ${p99Ms.without} ms`,
    `${"By kind".padEnd(32)}${head}`,
    ...counts(report.byKind),
    `${"By consumer".padEnd(32)}${head}`,
    ...counts(report.byConsumer),
    "Causes of dead letters:",
    ...Object.entries(report.causes).map(([name, cause]) => `  ${name}: ${cause}`),
    ...report.violations
      .slice(0, 10)
      .map(
        ({ check, problem, order, message }) => `  ${check} ${problem} ${order ?? ""}: ${message}`,
      ),
    "",
  ].join("\n");
}
