import type { BenchServer } from "./server.ts";

/** What the benchmark reads of a report of `waybill load --json`. */
export interface LoadResult {
  readonly seconds: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly notSent: number;
  readonly stillOpen: number;
  readonly acceptedPerSecond: number;
  readonly completedPerSecond: number;
  readonly acceptance: Percentiles;
  readonly confirmed: Percentiles;
  readonly backlog: {
    readonly atStart: number;
    readonly atEnd: number;
    readonly perSecond: number;
  };
  readonly generatorCpu: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Products in all runs, as in pgbench's stock table. */
export const skus = 1_000;
/** Orders on their way at most, where throughput is measured: the backlog cannot grow past it. */
export const mostOpen = 2_000;
/** Twice as many of both brought 6 to 23% more orders in five pairs, and cost 60 MiB of the server's memory. */
const customers = 64;
const warmupSeconds = 5;

/**
 * As many orders as the server completes: 64 customers who order again when they have their answer,
 * and pause while 2,000 orders are on their way. No declines or cancellations: pgbench has none.
 */
export async function throughput(
  server: BenchServer,
  seconds: number,
  mix: readonly string[],
): Promise<LoadResult> {
  const args = [
    `--connections=${customers}`,
    `--max-open=${mostOpen}`,
    `--seconds=${seconds}`,
    `--warmup=${warmupSeconds}`,
    "--plain",
    "--samples=0",
    ...mix,
  ];
  return checked(await server.load(args, seconds + 180));
}

/** Who takes up new orders. */
const takers = ["inventory", "checkout", "notifications"];
/** It accepts several times as many a second as it completes. */
const settleSeconds = 300;

/**
 * As many orders as are accepted while nobody takes them up: all that is behind acceptance is paused,
 * and carries them to their ends afterwards.
 */
export async function acceptance(server: BenchServer, seconds: number): Promise<LoadResult> {
  const args = [
    "--connections=256",
    `--seconds=${seconds}`,
    "--warmup=2",
    "--plain",
    "--uniform",
    "--lines=1",
    "--samples=0",
    `--skus=${skus}`,
    "--drain=0",
  ];
  const result = await whilePaused(server, takers, () => server.load(args, seconds + 120));
  await server.untilSettled(settleSeconds);
  return answered(result);
}

async function whilePaused<Result>(
  server: BenchServer,
  consumers: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    for (const each of consumers) await server.consumer(each, "pause");
    return await work();
  } finally {
    for (const each of consumers) await server.consumer(each, "resume");
  }
}

/** The realistic mix at a rate, whatever the answers. */
export async function latency(
  server: BenchServer,
  seconds: number,
  rate: number,
): Promise<LoadResult> {
  const args = [
    `--rate=${rate.toFixed(1)}`,
    `--seconds=${seconds}`,
    `--warmup=${warmupSeconds}`,
    `--skus=${skus}`,
  ];
  return checked(await server.load(args, seconds + 180));
}

/** A run in which orders got lost or never ended has measured nothing. */
function checked(report: unknown): LoadResult {
  const result = answered(report);
  if (result.stillOpen > 0) throw new Error(`${result.stillOpen} orders without an end`);
  return result;
}

function answered(report: unknown): LoadResult {
  const result = report as LoadResult;
  if (result.unknown > 0) throw new Error(`${result.unknown} orders without an answer`);
  return result;
}
