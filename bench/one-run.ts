import { measureOverview, type OverviewResult } from "./overview.ts";
import type { Plan } from "./plan.ts";
import {
  acceptance,
  latency,
  mostOpen,
  skus,
  throughput,
  type LoadResult,
  type Percentiles,
} from "./load-result.ts";
import { runNaive, type NaiveResult } from "./naive.ts";
import { larger, type Memory } from "./process-memory.ts";
import { BenchServer, makeDataDirectory, removeDataDirectory } from "./server.ts";

/** Milliseconds from the start of the process. */
export interface Startup {
  readonly coldReadyMs: number;
  readonly coldFirstOrderMs: number;
  readonly warmReadyMs: number;
  readonly warmFirstOrderMs: number;
}

export interface EndToEnd {
  readonly ordersPerSecond: number;
  /** Whether the number of open orders stayed where it was. */
  readonly backlogSteady: boolean;
  readonly backlog: LoadResult["backlog"];
  readonly acceptance: Percentiles;
  /** The most that was seen, in MiB. */
  readonly memory: Memory;
  readonly generatorCpu: number;
}

/** What one run measured; parts that were not asked for are absent. */
export interface RunResult {
  startup?: Startup;
  naive?: NaiveResult;
  endToEnd?: EndToEnd;
  acceptedPerSecond?: number;
  uniformOrdersPerSecond?: number;
  hotOrdersPerSecond?: number;
  tenLineOrdersPerSecond?: number;
  atHalfOfPeak?: {
    readonly rate: number;
    readonly acceptance: Percentiles;
    readonly confirmed: Percentiles;
  };
  overview?: OverviewResult;
  importedPerSecond?: number;
}

export type Tell = (what: string) => void;

const uniform = [`--skus=${skus}`, "--uniform", "--lines=1"];
const hot = [`--skus=${skus}`, "--hot"];
const tenLines = [`--skus=${skus}`, "--uniform", "--lines=10"];
const memoryEveryMs = 1_000;

/** Everything but the million, on a server of its own, which is gone afterwards. */
export async function oneRun(plan: Plan, tell: Tell): Promise<RunResult> {
  const dataDir = makeDataDirectory();
  const result: RunResult = {};
  let server: BenchServer | undefined;
  try {
    if (plan.only.has("startup")) {
      tell("start-up");
      result.startup = await measureStartup(dataDir);
    }
    server = await BenchServer.start(dataDir);
    await measureServer(server, { plan, tell, result });
    return result;
  } finally {
    await server?.stop();
    removeDataDirectory(dataDir);
  }
}

interface Measuring {
  readonly plan: Plan;
  readonly tell: Tell;
  readonly result: RunResult;
}

async function measureServer(server: BenchServer, measuring: Measuring): Promise<void> {
  const { plan, tell, result } = measuring;
  const { only, seconds } = plan;
  if (only.has("naive")) {
    tell("pgbench");
    result.naive = await runNaive(server.dataDir, seconds.naive);
  }
  if (only.has("end-to-end")) {
    tell("end to end");
    result.endToEnd = await measureEndToEnd(server, seconds.endToEnd);
  }
  if (only.has("acceptance")) {
    tell("acceptance");
    result.acceptedPerSecond = (await acceptance(server, seconds.acceptance)).acceptedPerSecond;
  }
  if (only.has("hot-sku")) {
    tell("uniform SKUs and one hot SKU");
    const even = await throughput(server, seconds.variant, uniform);
    const one = await throughput(server, seconds.variant, hot);
    result.uniformOrdersPerSecond = even.completedPerSecond;
    result.hotOrdersPerSecond = one.completedPerSecond;
  }
  if (only.has("ten-lines")) {
    tell("10 lines an order");
    const ten = await throughput(server, seconds.variant, tenLines);
    result.tenLineOrdersPerSecond = ten.completedPerSecond;
  }
  if (only.has("latency") && result.endToEnd !== undefined) {
    tell("latency at half of peak");
    const rate = result.endToEnd.ordersPerSecond / 2;
    const { acceptance: accepted, confirmed } = await latency(server, seconds.latency, rate);
    result.atHalfOfPeak = { rate, acceptance: accepted, confirmed };
  }
  if (only.has("overview")) {
    tell("the overview on a screen");
    const pairs = { seconds: seconds.overview, pairs: plan.overviewPairs, load: uniform };
    result.overview = await measureOverview(server, pairs);
  }
  if (only.has("import")) {
    tell("import of historic orders");
    result.importedPerSecond = await server.importOrders(plan.importOrders);
  }
}

async function measureStartup(dataDir: string): Promise<Startup> {
  const start = async (): Promise<{ readyMs: number; firstOrderMs: number }> => {
    const server = await BenchServer.start(dataDir);
    try {
      return { readyMs: server.readyMs, firstOrderMs: await server.firstOrderMs() };
    } finally {
      await server.stop();
    }
  };
  const cold = await start();
  const warm = await start();
  return {
    coldReadyMs: Math.round(cold.readyMs),
    coldFirstOrderMs: Math.round(cold.firstOrderMs),
    warmReadyMs: Math.round(warm.readyMs),
    warmFirstOrderMs: Math.round(warm.firstOrderMs),
  };
}

async function measureEndToEnd(server: BenchServer, seconds: number): Promise<EndToEnd> {
  let memory: Memory = { server: 0, postgres: 0 };
  const timer = setInterval(() => {
    memory = larger(memory, server.memory());
  }, memoryEveryMs);
  try {
    const { completedPerSecond, backlog, acceptance, generatorCpu } = await throughput(
      server,
      seconds,
      uniform,
    );
    return {
      ordersPerSecond: completedPerSecond,
      backlogSteady: isSteady(backlog, completedPerSecond),
      backlog,
      acceptance,
      memory,
      generatorCpu,
    };
  } finally {
    clearInterval(timer);
  }
}

/** The trend of open orders, by least squares, is under a hundredth of the throughput, and their number within what is allowed. */
function isSteady(backlog: LoadResult["backlog"], ordersPerSecond: number): boolean {
  return backlog.perSecond < ordersPerSecond / 100 && backlog.atEnd <= mostOpen * 1.1;
}

export interface MillionResult {
  readonly emptyOrdersPerSecond: number;
  readonly fullOrdersPerSecond: number;
  /** Orders in the tables at the second measurement. */
  readonly orders: number;
}

/**
 * Throughput of one server with empty and with full tables. The orders are not copied in but really
 * placed and completed: so the tables, their indexes and what vacuum has left of them are what a
 * shop would have after so many orders.
 */
export async function measureMillion(plan: Plan, tell: Tell): Promise<MillionResult> {
  const dataDir = makeDataDirectory();
  let server: BenchServer | undefined;
  try {
    server = await BenchServer.start(dataDir);
    tell("throughput with empty tables");
    const empty = await throughput(server, plan.seconds.million, uniform);
    let orders = empty.accepted;
    const deadline = performance.now() + plan.fillLimitSeconds * 1_000;
    while (orders < plan.fullOrders && performance.now() < deadline) {
      tell(`filling: ${orders} of ${plan.fullOrders} orders`);
      const missing = (plan.fullOrders - orders) / Math.max(empty.completedPerSecond, 1);
      const filled = await throughput(server, Math.min(120, Math.ceil(missing) + 1), uniform);
      orders += filled.accepted;
    }
    tell(`throughput with ${orders} orders`);
    const full = await throughput(server, plan.seconds.million, uniform);
    return {
      emptyOrdersPerSecond: empty.completedPerSecond,
      fullOrdersPerSecond: full.completedPerSecond,
      orders,
    };
  } finally {
    await server?.stop();
    removeDataDirectory(dataDir);
  }
}
