import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import { audit } from "./audit.ts";
import { completionTimes } from "./books.ts";
import type { Drill, Line, Verdict } from "./drill.ts";
import { Evidence, type Interval } from "./evidence.ts";
import { goodput } from "./goodput.ts";
import { Load, usualToken } from "./load.ts";
import type { Options } from "./options.ts";
import { OrderClient } from "./order-client.ts";
import { Shop } from "./shop.ts";
import { NotHere } from "./small-disk.ts";

const warmUpMs = 2_000;
const fullPhaseMs = 8_000;
const quickPhaseMs = 2_000;
const repeatedEvery = 10;
const listedViolations = 20;

interface Phases {
  readonly before: Interval;
  readonly during: Interval;
  readonly after: Interval;
}

interface Outcome {
  readonly orders: number;
  readonly completed: number;
  readonly goodputs: readonly [before: number, during: number, after: number];
  readonly violations: readonly string[];
}

/** Does the drill on a shop of its own, which is gone afterwards. Never throws: what stopped it is in the line. */
export async function runDrill(drill: Drill, options: Options): Promise<Line> {
  const started = performance.now();
  const evidence = new Evidence();
  const line = (outcome: Outcome | undefined, verdict: Verdict, why: readonly string[]): Line => ({
    fault: drill.faults.join(","),
    drill: drill.name,
    ...figures(evidence, outcome),
    seconds: inSeconds(performance.now() - started),
    verdict,
    ...(why.length === 0 ? {} : { why: why.join("; ") }),
  });
  let outcome: Outcome | undefined;
  try {
    outcome = await perform(drill, { options, evidence });
    const [verdict, reason] = judge(evidence, outcome);
    return line(outcome, verdict, [...reason, ...evidence.notes]);
  } catch (error) {
    if (error instanceof NotHere)
      return line(outcome, "not-here", [`not on this machine, because ${error.message}`]);
    evidence.violations.push(`the drill stopped: ${errorMessage(error)}`);
    return line(outcome, "failed", evidence.notes);
  }
}

interface Performance {
  readonly options: Options;
  readonly evidence: Evidence;
}

async function perform(drill: Drill, { options, evidence }: Performance): Promise<Outcome> {
  // After a kill, mails that were under way wait for a minute: too long for a quick run.
  const shop = await Shop.open(drill.place, { mails: !options.quick });
  const client = new OrderClient(shop.target);
  const load = new Load({
    client,
    ordersPerSecond: options.rate,
    tokenOf: drill.tokenOf ?? usualToken,
  });
  try {
    const phases = await strike(drill, { shop, load, evidence, options });
    const unresolved = await load.resolve();
    await load.repeat(repeatedEvery);
    evidence.notes.push(load.summary());
    evidence.violations.push(
      ...unresolved.map(({ key }) => `${key} got no clear answer, however often it was repeated`),
      ...(await audit({ shop, load, evidence })),
    );
    const times = await completionTimes(shop);
    return {
      orders: load.sent.length,
      completed: times.length,
      goodputs: [
        goodput(times, phases.before),
        goodput(times, phases.during),
        goodput(times, phases.after),
      ],
      violations: evidence.violations,
    };
  } catch (error) {
    evidence.notes.push(load.summary(), ...shop.server.log.slice(-5));
    throw error;
  } finally {
    await load.stop();
    await client.close();
    await shop.close();
  }
}

async function strike(drill: Drill, scene: Parameters<Drill["strike"]>[0]): Promise<Phases> {
  const { load, options } = scene;
  const phaseMs = options.quick ? quickPhaseMs : fullPhaseMs;
  load.start();
  await load.nextAcceptance();
  await delay(warmUpMs);
  const before = performance.now();
  await delay(phaseMs);
  const struck = performance.now();
  await drill.strike(scene);
  await load.nextAcceptance();
  const over = performance.now();
  await delay(phaseMs);
  const end = performance.now();
  await load.stop();
  return {
    before: { from: before, to: struck },
    during: { from: struck, to: over },
    after: { from: over, to: end },
  };
}

/** A run in which nothing succeeded, or whose fault hit nothing, proves nothing. */
function judge(
  { hits }: Evidence,
  { completed, violations }: Outcome,
): readonly [Verdict, readonly string[]] {
  if (violations.length > 0) return ["failed", []];
  if (hits === 0) return ["unknown", ["the fault hit nothing in flight"]];
  if (completed === 0) return ["unknown", ["no order was completed"]];
  return ["passed", []];
}

function figures(evidence: Evidence, outcome: Outcome | undefined) {
  const { hits, times, recoveriesMs, drainedMs, violations } = evidence;
  const sorted = recoveriesMs.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const longest = sorted.at(-1);
  const [before, during, after] = outcome?.goodputs ?? [null, null, null];
  return {
    hit: hits,
    times,
    recoveredAfterSeconds: longest === undefined ? null : inSeconds(longest),
    recoveredAfterSecondsMedian: middle === undefined ? null : inSeconds(middle),
    drainedAfterSeconds: drainedMs === undefined ? null : inSeconds(drainedMs),
    goodputBefore: before,
    goodputDuring: during,
    goodputAfter: after,
    orders: outcome?.orders ?? 0,
    violations: shortened(violations),
  };
}

function shortened(violations: readonly string[]): readonly string[] {
  const more = violations.length - listedViolations;
  return more > 0
    ? [...violations.slice(0, listedViolations), `and ${more} more`]
    : [...violations];
}

function inSeconds(ms: number): number {
  return Math.round(ms / 10) / 100;
}
