import { createHash } from "node:crypto";
import { verify, type Finding } from "@waybill/checker";
import { Machine, type FaultCount } from "@waybill/simulator";
import { FenceWatch } from "./check/fence-watch.ts";
import { OpenOrders } from "./check/open-orders.ts";
import { requestFindings } from "./check/requests.ts";
import { StockWatch } from "./check/stock-watch.ts";
import { TimerWatch } from "./check/timer-watch.ts";
import { worldSources } from "./check/world-sources.ts";
import { isAtRest, unrest } from "./check/rest.ts";
import { ForeignProducer } from "./foreign/foreign-producer.ts";
import { ForeignWatch } from "./foreign/foreign-watch.ts";
import { Chaos } from "./people/chaos.ts";
import { Clerk } from "./people/clerk.ts";
import { Customers } from "./people/customers.ts";
import { Desk } from "./people/desk.ts";
import { Editor } from "./people/editor.ts";
import { Operators } from "./people/operators.ts";
import { Shop } from "./people/shop.ts";
import { Support } from "./people/support.ts";
import { Deployment } from "./processes/deployment.ts";
import type { Profile } from "./profile.ts";
import { openRoads } from "./outside/roads.ts";
import { World, type Mutation } from "./world.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly orders: number;
  readonly profile: Profile;
  readonly mutation?: Mutation;
  /** How long it may take, in virtual milliseconds, until everything is at rest after the last fault. */
  readonly patienceMs?: number;
  /** Called when the world is there and nothing has happened in it. */
  readonly prepared?: (world: World) => void;
  /** Whether to make the digest of the history, which takes a twentieth of the time. */
  readonly digest?: boolean;
}

/** What came of a world; plain data, so that it can go from thread to thread. */
export interface WorldReport {
  readonly orders: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly faults: ReadonlyMap<string, FaultCount>;
  readonly violations: readonly Finding[];
  /** `unknown`: nothing was completed, so nothing was shown. */
  readonly verdict: "passed" | "failed" | "unknown";
  /** SHA-256 over all logs, when it was asked for: equal seeds have equal histories. */
  readonly history: string | undefined;
}

export interface Simulation extends WorldReport {
  readonly world: World;
  readonly foreign: ForeignWatch;
}

const hour = 3_600_000;
/** The longest that customers and faults last. */
const longestMs = 48 * hour;
/** Longer than the checkout goes on by itself before it asks for a person. */
const patience = 6 * hour;
const settleMs = 5_000;

/** One world from its beginning to its rest, and what the checker says of it. */
export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { seed, orders, profile, mutation } = options;
  const world = new World(seed, profile, mutation);
  options.prepared?.(world);
  const { time, faults } = world;
  const began = time.now;
  const open = new OpenOrders(world);
  const stock = new StockWatch(world);
  const fences = new FenceWatch(world);
  const timers = new TimerWatch(world);
  const deployment = new Deployment(world);
  const desk = new Desk(world, deployment);
  const shop = new Shop(world, desk, profile);
  const customers = new Customers(world, desk, shop);
  const clerk = new Clerk(world, desk, profile.customers.refunds ?? 0);
  const support = new Support(world, desk, profile.customers.resends ?? 0);
  const stranger = new ForeignProducer(world);
  const foreign = new ForeignWatch(world, stranger);
  const editor = new Editor(world, stranger);
  const operators = new Operators(world, { deployment, stranger, editor });
  const chaos = new Chaos(world, deployment);
  deployment.start();
  openRoads(world, desk);
  let opened = false;
  void shop.open(orders).then(() => {
    opened = true;
  });
  await time.run(() => opened, time.now + longestMs);
  operators.start();
  customers.arrive(orders, profile.customers);
  shop.work(2_000);
  chaos.start(() => open.count > 0);
  stranger.start();
  await time.run(() => customers.present === 0, time.now + longestMs);
  faults.calm();
  chaos.end();
  const busy = (): boolean => shop.busy + clerk.busy + support.busy > 0 || chaos.isAtWork;
  const rest = { world, open, operators, busy, settleMs };
  const ended = await time.run(isAtRest(rest), time.now + (options.patienceMs ?? patience));
  const violations = [
    ...(ended ? [] : [neverAtRest(unrest(rest))]),
    ...(await check(world, customers)).filter((finding) => !foreign.explains(finding)),
    ...foreign.findings,
    ...stock.findings,
    ...fences.findings,
    ...timers.findings,
    ...editor.findings,
    ...clerk.findings,
    ...support.findings,
  ];
  return {
    orders: open.placed,
    completed: open.completed,
    cancelled: open.cancelled,
    events: open.events,
    virtualMs: time.now - began,
    faults: faults.counts,
    violations,
    verdict: verdictOf(violations, open),
    history: options.digest === true ? historyOf(world) : undefined,
    world,
    foreign,
  };
}

async function check(world: World, customers: Customers): Promise<readonly Finding[]> {
  const { clock } = new Machine("checker", world.time);
  const report = await verify({
    open: () => worldSources(world, customers.sent),
    clock,
    settleMs: 1_000,
    listed: 20,
  });
  const broken = report.checks.flatMap(({ id, violations }) =>
    violations.map((violation): Finding => ({ check: id, ...violation })),
  );
  return [...broken, ...requestFindings(world, customers.sent)];
}

/** Progress: what is open gets less after the faults, until there is nothing. */
function neverAtRest(going: readonly string[]): Finding {
  const message = `hours after the last fault ${going.join("; ")}`;
  return { check: "L", problem: "never-at-rest", message };
}

function verdictOf(violations: readonly Finding[], open: OpenOrders): WorldReport["verdict"] {
  if (violations.length > 0) return "failed";
  return open.completed === 0 ? "unknown" : "passed";
}

function historyOf(world: World): string {
  const hash = createHash("sha256");
  for (const disk of world.disks.values()) {
    for (const event of disk.streams.own) hash.update(JSON.stringify(event)).update("\n");
  }
  return hash.digest("hex");
}
