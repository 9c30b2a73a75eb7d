import { Command, Option } from "commander";
import { findTarget } from "../client.ts";
import { Unusable } from "../failure.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { loadText } from "../load/load-report.ts";
import { RateProfile, readStages, spikeStages, type Stage } from "../load/rate-profile.ts";
import { runLoad } from "../load/run-load.ts";
import { number, whole } from "./number-option.ts";
import { remote, type RemoteOptions } from "./remote.ts";

interface Given extends RemoteOptions {
  readonly rate?: number;
  readonly spike?: number;
  readonly stages?: readonly Stage[];
  readonly seconds?: number;
  readonly warmup: number;
  readonly arrivals: LoadOptions["arrivals"];
  readonly seed: number;
  readonly connections?: number;
  readonly maxOpen?: number;
  readonly hot?: boolean;
  readonly uniform?: boolean;
  readonly lines?: number;
  readonly skus?: number;
  readonly plain?: boolean;
  readonly declines: number;
  readonly cancellations: number;
  readonly retries: number;
  readonly samples: number;
  readonly drain: number;
  readonly record?: string;
}

const defaultOpenConnections = 256;

/** `waybill load`: virtual customers. */
export function loadCommand(): Command {
  const command = new Command("load")
    .description("virtual customers: an open loop at a rate, or as many orders as the server takes")
    .option("--rate <n>", "orders a second, however the server answers", number(0.1, 100_000))
    .option("--seconds <s>", "for how long", number(0.1, 86_400))
    .option(
      "--spike <times>",
      "with a rate: so many times of it in the middle fifth of the time",
      number(1, 1_000),
    )
    .option(
      "--stages <list>",
      "rates over time as in k6, from that of --rate (0) on: 4m:30,0s:150,2m:150",
      readStages,
    )
    .option("--warmup <s>", "the same load before that, not measured", number(0, 3_600), 0)
    .addOption(
      new Option("--arrivals <law>", "how customers come at a rate")
        .choices(["poisson", "constant"])
        .default("poisson"),
    )
    .option("--seed <n>", "the same customers again", whole(0, 4_294_967_295), 1)
    .option(
      "--connections <c>",
      `with a rate: requests under way at most (${defaultOpenConnections}); without: customers, who order again when they have their answer and come back when Retry-After says`,
      whole(1, 10_000),
    )
    .option(
      "--max-open <n>",
      "without a rate: nobody orders while more have not ended",
      whole(1, 1e7),
    );
  return remote(mixOptions(command))
    .option(
      "--samples <n>",
      "orders a second watched until they are confirmed",
      number(0, 1_000),
      20,
    )
    .option("--drain <s>", "wait so long for the last orders to end", number(0, 3_600), 60)
    .option("--record <file>", "write down every request and its answer, as JSON lines")
    .addHelpText(
      "after",
      "\nNeeds an operator's or admin's key: it receives stock first, so that no order finds none.\nExit codes: 0 done, 1 an order is still open or a repeated order was placed twice, 2 it could not be tried.",
    )
    .action(load);
}

function mixOptions(command: Command): Command {
  const share = number(0, 1);
  return command
    .option("--hot", "all orders for one SKU")
    .option("--uniform", "SKUs evenly instead of some hot and most cold")
    .option("--lines <n>", "lines in each order instead of 1 to 10, mostly 1 or 2", whole(1, 1_000))
    .option("--skus <n>", "so many products of its own instead of the catalogue", whole(1, 100_000))
    .option("--declines <share>", "of cards", share, 0.02)
    .option("--cancellations <share>", "of orders, shortly after they were placed", share, 0.02)
    .option("--retries <share>", "of orders sent again with the same key", share, 0.01)
    .option("--plain", "no declines, cancellations or retries");
}

async function load(given: Given): Promise<void> {
  const target = findTarget(given);
  const options = optionsOf(given);
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort();
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    const report = await runLoad(target, options, stop.signal);
    const text = given.json === true ? `${JSON.stringify(report)}\n` : loadText(report, options);
    process.stdout.write(text);
    if (report.stillOpen > 0 || report.duplicated > 0) process.exitCode = 1;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

function optionsOf(given: Given): LoadOptions {
  const { connections, plain = false, stages } = given;
  const seconds = given.seconds ?? stages?.reduce((sum, stage) => sum + stage.seconds, 0);
  if (seconds === undefined) throw unpaced("say for how long (--seconds)");
  const profile = profileOf(given, seconds);
  if (profile === undefined && connections === undefined) {
    throw unpaced("give a rate (--rate or --stages) or a number of customers (--connections)");
  }
  return {
    profile,
    seconds,
    warmupSeconds: given.warmup,
    arrivals: given.arrivals,
    seed: given.seed,
    connections: connections ?? defaultOpenConnections,
    maxOpen: given.maxOpen,
    hot: given.hot ?? false,
    uniform: given.uniform ?? false,
    lines: given.lines,
    skus: given.skus,
    declines: plain ? 0 : given.declines,
    cancellations: plain ? 0 : given.cancellations,
    retries: plain ? 0 : given.retries,
    samples: given.samples,
    drainSeconds: given.drain,
    recordFile: given.record,
  };
}

/** The warm-up is at the rate with which the measured time begins. */
function profileOf(
  { rate, spike, stages, warmup }: Given,
  seconds: number,
): RateProfile | undefined {
  if (stages === undefined && rate === undefined) {
    if (spike !== undefined) throw unpaced("--spike is of a rate: give --rate");
    return undefined;
  }
  if (stages !== undefined && spike !== undefined) {
    throw unpaced("--spike and --stages both say how the rate changes: give one of them");
  }
  const start = rate ?? 0;
  const calm = { seconds: warmup, rate: start };
  return new RateProfile(start, [
    calm,
    ...(stages ?? spikeStages(start, { seconds, times: spike ?? 1 })),
  ]);
}

function unpaced(message: string): Unusable {
  return new Unusable("load-unpaced", message);
}
