import type { Clock } from "@waybill/kit";
import { openness } from "./checks/lifecycle.ts";
import { orderCategories } from "./checks/order-case.ts";
import { references } from "./checks/references.ts";
import { parkedHeads } from "./checks/parked.ts";
import { behindHeads, dense, subscribed } from "./checks/positions.ts";
import { Findings, type CheckResult } from "./findings.ts";
import { illegalEvents, orderCases, orderCheckIds, suspicions } from "./passes/orders-pass.ts";
import { checkStream, openRun, type Run } from "./passes/run.ts";
import { streamsPass } from "./passes/streams-pass.ts";
import { touchedPass } from "./passes/touched-pass.ts";
import { ProgressMeter, type VerifyProgress } from "./progress.ts";
import { unreadBy } from "./reading/subscriptions.ts";
import { Reach } from "./reading/reach.ts";
import { SecondLook, caseContext } from "./second-look.ts";
import type { ConsumerPosition, ServiceLog, Sources } from "./sources.ts";

export interface VerifyOptions {
  /** Takes new snapshots; called again for each further look at what is suspected. */
  readonly open: () => Promise<Sources>;
  readonly clock: Clock;
  /** How long databases may disagree while the system runs, and how late a timer may be, in milliseconds. */
  readonly settleMs: number;
  /** Violations listed for each check; all are counted. */
  readonly listed?: number;
  /** Called at each step, and now and then while events are gone through. */
  readonly progress?: (progress: VerifyProgress) => void;
}

export interface VerifyReport {
  /** No violation was found. */
  readonly ok: boolean;
  readonly events: number;
  readonly orders: number;
  readonly seconds: number;
  /** Whether anything was working on the logs meanwhile. */
  readonly running: boolean;
  /** Orders on their way to their end. */
  readonly open: number;
  /** Open orders that wait for a retry or for a person: their process is stuck or a message of theirs is parked. */
  readonly held: number;
  /** Messages that consumers had still to handle; what is parked or a dead letter is not among them. */
  readonly behind: number;
  /** Orders that were looked at again because they seemed wrong at first. */
  readonly lookedAgain: number;
  readonly checks: readonly CheckResult[];
}

const defaultListed = 100;

/**
 * Checks L, C, S, O, T, N and P over everything, from the logs, while the system runs or at rest.
 * Memory grows with SKUs, products and parked messages, and by one bit for each event; not with
 * orders.
 *
 * @throws what reading throws: nothing can then be said
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { clock, settleMs } = options;
  const started = clock.now();
  const findings = new Findings(options.listed ?? defaultListed);
  const sources = await options.open();
  const look = new SecondLook({ running: sources.running, emit: findings.emit });
  let counts: Counts;
  let run: Run;
  try {
    const reach = await Reach.read(sources.logs);
    const progress = await meterOf(sources, options.progress);
    run = await openRun({
      sources,
      reach,
      findings,
      suspect: look.suspect,
      graceMs: settleMs,
      progress,
    });
    counts = await goThrough(run);
    if (look.isNeeded) progress.begin("second-look");
  } finally {
    await sources.close();
  }
  const lookedAgain = await look.settle({ open: options.open, clock, settleMs, graceMs: settleMs });
  const checks = findings.results;
  return {
    ok: checks.every((check) => check.ok),
    events: run.progress.events,
    seconds: (clock.now() - started) / 1000,
    running: sources.running,
    ...counts,
    lookedAgain,
    checks,
  };
}

/** The logs are counted only for somebody who wants to know. */
async function meterOf(sources: Sources, tell: VerifyOptions["progress"]): Promise<ProgressMeter> {
  if (tell === undefined) return new ProgressMeter(() => undefined, 0);
  const heads = await headsOf(sources);
  return new ProgressMeter(
    tell,
    heads.values().reduce((sum, head) => sum + head, 0),
  );
}

type Counts = Pick<VerifyReport, "orders" | "open" | "held" | "behind">;

async function goThrough(run: Run): Promise<Counts> {
  const inOrders = new Map<string, string>(Object.entries(orderCategories));
  for (const [service, log] of run.logs) {
    run.progress.begin("streams", service);
    const ofOrders = inOrders.get(service);
    await touchedPass(run, log);
    await streamsPass(run, log, new Set(ofOrders === undefined ? [] : [ofOrders]));
  }
  run.progress.begin("orders");
  const counts = await ordersPass(run);
  run.progress.begin("views");
  const orders = run.logs.get("orders");
  if (orders !== undefined) await references(orders.log, run.emit);
  await run.messageViews.finish();
  for (const log of run.logs.values()) await log.stateViews.finish();
  run.findings.looked("S", run.places.finish(run.emit));
  run.progress.begin("positions");
  return { ...counts, behind: await checkPositions(run) };
}

async function ordersPass(run: Run): Promise<Pick<Counts, "orders" | "open" | "held">> {
  const counts = { orders: 0, open: 0, held: 0 };
  const context = caseContext(run.sources, run.reach, run.graceMs);
  for await (const order of orderCases(run.sources)) {
    for (const [service, stream] of order.streams) {
      const log = run.logs.get(service);
      if (log !== undefined) await checkStream(run, log, stream);
    }
    await run.messageViews.flush(order.id);
    if (order.reservation.status === "reserved") {
      const tenant = order.streams.get("inventory")?.events[0]?.tenant ?? "";
      run.places.addOpen(tenant, order.reservation.allocations);
    }
    for (const finding of illegalEvents(order)) run.emit(finding);
    for (const finding of suspicions(order, context)) run.suspect(finding);
    for (const id of orderCheckIds) run.findings.looked(id);
    if (order.order.status !== "none") counts.orders += 1;
    const state = openness(order, context);
    if (state !== "ended") counts.open += 1;
    if (state === "held") counts.held += 1;
  }
  return counts;
}

/** P for the logs and their consumers. @returns messages not looked at yet */
async function checkPositions(run: Run): Promise<number> {
  const { emit, findings } = run;
  const heads = await headsOf(run.sources);
  const all: ConsumerPosition[] = [];
  const unread: ReturnType<typeof unreadBy>[number][] = [];
  for (const [service, { log, density }] of run.logs) {
    for (const position of log.foreign ?? []) density.add(position);
    dense(service, density, emit);
    findings.looked("P", density.count);
    const positions = await log.positions();
    all.push(...positions);
    unread.push(...unreadBy(log.service, positions));
    subscribed(log.service, { positions, heads }, emit);
    const { takenAt: now } = run.sources;
    const entries = await parkedOf(log);
    parkedHeads(log.service, { entries, now, graceMs: run.graceMs }, emit);
  }
  behindHeads(all, heads, emit);
  findings.looked("P", all.length);
  let left = 0;
  for (const [source, spans] of Map.groupBy(unread, (each) => each.source))
    left += (await run.logs.get(source)?.log.unread(spans)) ?? 0;
  return left;
}

async function headsOf(sources: Sources): Promise<ReadonlyMap<string, number>> {
  const heads = new Map<string, number>();
  for (const [name, log] of sources.logs) heads.set(name, await log.head());
  return heads;
}

async function parkedOf(log: ServiceLog) {
  const entries = [];
  for await (const batch of log.parked()) entries.push(...batch);
  return entries;
}
