import { Command, Option } from "commander";
import { readConfig } from "../config.ts";
import {
  acknowledgements,
  compressions,
  type PerfOptions,
  type PerfTest,
} from "../perf/perf-options.ts";
import { perfText } from "../perf/perf-text.ts";
import { runPerf } from "../perf/run-perf.ts";
import { busNames, type BusName } from "../system/broker.ts";
import { whole } from "./number-option.ts";
import { print } from "./remote.ts";

interface Given extends Omit<PerfOptions, "bus"> {
  readonly bus?: BusName;
  readonly json?: boolean;
}

interface Test {
  readonly name: PerfTest;
  readonly about: string;
  readonly records: number;
  readonly batch: number;
}

const tests: readonly Test[] = [
  {
    name: "produce",
    about: "how fast events are published: batch after batch, as a relay does",
    records: 100_000,
    batch: 1_000,
  },
  {
    name: "consume",
    about: "how fast a consumer gets what was published before",
    records: 100_000,
    batch: 1_000,
  },
  {
    name: "end-to-end",
    about: "from before an event is published until a consumer has it, one batch at a time",
    records: 1_000,
    batch: 1,
  },
];

/** `waybill perf`: what a bus can do here, measured as services use it. */
export function perfCommand(): Command {
  const perf = new Command("perf")
    .description("measure a bus: produce, consume, end-to-end")
    .addHelpText(
      "after",
      `
It measures in a topic of its own (Kafka), streams of its own (Redis) or a database of its own (PostgreSQL, where
publishing is committing), which are deleted after it. Settings (environment): as for \`waybill up\`.`,
    );
  for (const test of tests) perf.addCommand(command(test));
  return perf;
}

function command({ name, about, records, batch }: Test): Command {
  return new Command(name)
    .description(about)
    .addOption(new Option("--bus <bus>", "which one (WAYBILL_BUS)").choices([...busNames]))
    .option("--records <n>", "how many events", whole(1, 10_000_000), records)
    .option("--size <bytes>", "of an event as it travels", whole(1, 900_000), 600)
    .option("--batch <n>", "events that are published together", whole(1, 10_000), batch)
    .option("--seconds <s>", "stop after so long", whole(1, 3_600), 60)
    .addOption(
      new Option("--acks <acks>", "Kafka: replicas that have to have it (all)").choices([
        ...acknowledgements,
      ]),
    )
    .addOption(new Option("--compression <name>", "Kafka (lz4)").choices([...compressions]))
    .option("--topic <name>", "Kafka: what its topic is called; there must be none of this name")
    .option("--json", "machine-readable output")
    .action((given: Given) => measure(name, given));
}

async function measure(test: PerfTest, { json, ...given }: Given): Promise<void> {
  const options: PerfOptions = { ...given, bus: given.bus ?? readConfig(process.env).bus };
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort();
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    const measured = await runPerf(test, options, {
      environment: process.env,
      stop: stop.signal,
    });
    const shown = { test, ...options, asked: options.records, ...measured };
    print(json === undefined ? {} : { json }, shown, perfText(test, options, measured));
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
