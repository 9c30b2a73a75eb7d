import { randomUUID } from "node:crypto";
import type { Contract } from "@waybill/kit";
import { readConfig } from "../config.ts";
import { consume, endToEnd, produce, type Measured, type Parts } from "./measure.ts";
import type { PerfBus } from "./perf-bus.ts";
import { PerfEvents, perfContract } from "./perf-events.ts";
import { assertFits, type PerfOptions, type PerfTest } from "./perf-options.ts";

const tests: Readonly<Record<PerfTest, (parts: Parts) => Promise<Measured>>> = {
  produce,
  consume,
  "end-to-end": endToEnd,
};

export interface Surroundings {
  /** How to reach the bus. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the measurement early; what was measured is told. */
  readonly stop: AbortSignal;
}

/** Measures a bus in a place of its own, which is gone after it, however it ends. */
export async function runPerf(
  test: PerfTest,
  options: PerfOptions,
  { environment, stop }: Surroundings,
): Promise<Measured> {
  assertFits(test, options);
  const contract = perfContract(options.topic ?? `waybill-perf-${randomUUID().slice(0, 8)}`);
  const events = new PerfEvents(contract, options.size);
  const bus = await openBus(options, environment, contract);
  try {
    return await tests[test]({ bus, events, options, stop });
  } finally {
    await bus.remove();
  }
}

/** A broker's client is loaded only where it is used. */
async function openBus(
  options: PerfOptions,
  environment: Surroundings["environment"],
  contract: Contract,
): Promise<PerfBus> {
  const { bus } = options;
  if (bus === "kafka") {
    return (await import("./kafka-perf-bus.ts")).kafkaPerfBus(environment, contract, options);
  }
  if (bus === "redis") {
    return (await import("./redis-perf-bus.ts")).redisPerfBus(environment, contract);
  }
  const { postgresPerfBus } = await import("./postgres-perf-bus.ts");
  return postgresPerfBus(readConfig(environment), contract);
}
