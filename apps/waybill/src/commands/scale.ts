import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { WaybillError, errorMessage, partitionCount } from "@waybill/kit";
import { Command } from "commander";
import { chartOf, recordedChart } from "../scale/chart/chart.ts";
import { comparisonText } from "../scale/comparison.ts";
import { namedPolicies, policyOf } from "../scale/read-policy.ts";
import { readRecording } from "../scale/read-recording.ts";
import { readTrace } from "../scale/read-trace.ts";
import { simulate, type Settings } from "../scale/simulation.ts";
import { number, whole } from "./number-option.ts";

interface Given extends Omit<Settings, "ageSeconds" | "everySeconds"> {
  readonly policy?: readonly string[];
  readonly age: number;
  readonly every: number;
  readonly chart?: string;
  readonly json?: boolean;
}

const compared = ["default", "fixed-1", "fixed-max", "by-hand"];

/** `waybill scale`: how many replicas a load asks for. */
export function scaleCommand(): Command {
  const scale = new Command("scale").description("how many replicas of a service a load asks for");
  scale
    .command("simulate <trace>")
    .description("what policies would have done with a recorded load, side by side")
    .option(
      "--policy <policy>",
      `${namedPolicies}, or a YAML file; may be given several times (${compared.join(", ")})`,
      (given: string, before: readonly string[] | undefined) => [...(before ?? []), given],
    )
    .option(
      "--service-rate <n>",
      "messages a second that one replica handles, where the trace does not say",
      number(0.001, 1e9),
    )
    .option("--partitions <n>", "of the log that is read", whole(1, 256), partitionCount)
    .option("--start-seconds <s>", "until a new replica takes messages", number(0, 3_600), 5)
    .option(
      "--takeover-seconds <s>",
      "a partition rests when it moves to another replica",
      number(0, 600),
      2,
    )
    .option("--every <s>", "how often the lag is looked at", whole(1, 3_600), 15)
    .option("--age <s>", "a message that waits longer is late", number(0, 86_400), 30)
    .option("--price <n>", "of a replica for an hour", number(0, 1e6), 0.05)
    .option("--chart <file>", "draw load, lag and replicas as SVG")
    .option("--json", "machine-readable output, with the course over time")
    .addHelpText("after", traceHelp)
    .action(runSimulation);
  scale
    .command("chart <trace...>")
    .description(
      "draw what `up --autoscale-record` has recorded of one or several services, as SVG",
    )
    .requiredOption("--chart <file>", "where to")
    .option("--title <text>", "above it", "waybill up --split --autoscale")
    .action((traces: readonly string[], { chart, title }: { chart: string; title: string }) => {
      writeChart(chart, recordedChart(title, traces.map(readRecording)));
    });
  return scale;
}

const traceHelp = `
A trace is CSV or JSON lines: seconds, arrivals (messages a second) and, if you like, serviceRate (messages a
second that one replica handles). apps/waybill/src/scale/examples has one.`;

function runSimulation(path: string, { age, every, chart, json, policy, ...given }: Given): void {
  const settings: Settings = {
    ...given,
    serviceRate: given.serviceRate,
    ageSeconds: age,
    everySeconds: every,
  };
  const trace = readTrace(path);
  const policies = (policy ?? compared).map((each) => policyOf(each, settings.partitions));
  const runs = policies.map((each) => simulate(trace, each, settings));
  if (chart !== undefined) writeChart(chart, chartOf(`Scaling on ${basename(path)}`, runs));
  process.stdout.write(
    json === true ? `${JSON.stringify({ settings, runs })}\n` : comparisonText(runs, settings),
  );
}

function writeChart(file: string, svg: string): void {
  try {
    writeFileSync(file, svg);
  } catch (cause) {
    const message = `cannot write the chart ${file}: ${errorMessage(cause)}`;
    throw new WaybillError("chart-unwritable", message, { cause });
  }
}
