/**
 * `npm run bench`: what Waybill does on this machine, against the same work written the usual way.
 *
 * Each of three runs starts a server of its own with its embedded PostgreSQL and default settings,
 * and lets `waybill load` put orders on it from another process on the same machine. In the same run
 * `pgbench` does the equivalent SQL on the same PostgreSQL, six transactions an order. The medians
 * are printed as a table for the README, and everything is written to `results/<date>.json`.
 * Takes about half an hour; `--quick` about two minutes, for a look; `--only` picks parts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { interruption } from "./child.ts";
import { findPgbench } from "./naive.ts";
import { measureMillion, oneRun, type MillionResult, type RunResult } from "./one-run.ts";
import { parts, planOf, type Part, type Plan } from "./plan.ts";
import { figuresOf, markdownTable } from "./summary.ts";

const how = `How: open orders are kept at 2,000 or fewer (64 customers order again when answered, and
pause above that), so completed orders a second are sustained; the backlog counts as steady when the
trend of open orders, by least squares, is under 1% of the throughput. The orders compared with
pgbench have one line, on both sides; latencies are those of an open loop at half of the measured
throughput with the realistic mix (1 to 10 lines, hot and cold SKUs, 2% declined, 2% cancelled), from
the intended start of each order. Acceptance alone is the rate of 202s with 256 customers while
those who take up new orders are paused; afterwards they carry all of them to their ends. PostgreSQL's
memory counts shared pages once.`;

const given = options();
if (given === undefined) process.exitCode = 2;
else await benchUntilInterrupted(given);

interface Given {
  readonly plan: Plan;
  readonly json: boolean;
}

async function benchUntilInterrupted(given: Given): Promise<void> {
  const stop = (): void => {
    interruption.abort(new Error("interrupted"));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await bench(given);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = interruption.signal.aborted ? 130 : 2;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function bench({ plan, json }: Given): Promise<void> {
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const pgbench = plan.only.has("naive") ? await findPgbench() : undefined;
  const runs: RunResult[] = [];
  for (let number = 1; number <= plan.runs && needsRuns(plan); number += 1) {
    runs.push(await oneRun(plan, (what) => say(`run ${number} of ${plan.runs}: ${what}`)));
  }
  const million: MillionResult | undefined = plan.only.has("million")
    ? await measureMillion(plan, say)
    : undefined;
  const figures = figuresOf(runs, million);
  const result = {
    date: new Date().toISOString(),
    machine: machine(),
    pgbench,
    plan: { ...plan, only: [...plan.only] },
    figures,
    runs,
    million,
  };
  const file = write(result);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`${markdownTable(figures)}\n\n${machineText()}\n\n${how}\n`);
  for (const [index, { endToEnd }] of runs.entries()) {
    if (endToEnd?.backlogSteady === false) say(`run ${index + 1}: the backlog was not steady`);
  }
  say(`written to ${file}`);
}

function needsRuns({ only }: Plan): boolean {
  return [...only].some((part) => part !== "million");
}

function options(): Given | undefined {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
      },
    });
    const names = values.only.flatMap((list) => list.split(","));
    const unknown = names.find((name) => !isPart(name));
    if (unknown !== undefined) throw new Error(`there is no part "${unknown}"`);
    return {
      plan: planOf({ quick: values.quick, only: names.filter(isPart) }),
      json: values.json,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `${reason}\nnpm run bench -- [--json] [--quick] [--only ${parts.join(",")}]\n`,
    );
    return undefined;
  }
}

function isPart(name: string): name is Part {
  return (parts as readonly string[]).includes(name);
}

function machine() {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}

function machineText(): string {
  const { cores, processor, memoryGiB, node, platform } = machine();
  return `Machine: ${cores} cores (${processor}), ${memoryGiB} GiB, ${platform}, Node ${node}; server, PostgreSQL and load generator all on it.`;
}

function write(result: { readonly date: string }): string {
  const directory = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(directory, { recursive: true });
  const file = `${directory}${result.date.replaceAll(":", "-").slice(0, 19)}.json`;
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}
