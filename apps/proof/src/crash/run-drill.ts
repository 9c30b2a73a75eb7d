import { existsSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import { audit } from "./audit.ts";
import { completionTimes } from "./books.ts";
import type { Drill, Line } from "./drill.ts";
import { inSeconds, lineOf, type Outcome } from "./drill-line.ts";
import { Evidence, type Interval } from "./evidence.ts";
import { goodput } from "./goodput.ts";
import { Load, quickToken, usualToken } from "./load.ts";
import type { Options } from "./options.ts";
import { OrderClient } from "./order-client.ts";
import { Shop } from "./shop.ts";
import { NotHere } from "./small-disk.ts";

const warmUpMs = 1_000;
const fullPhaseMs = 8_000;
const quickPhaseMs = 2_000;
const repeatedEvery = 10;
const roomWanted = 2 * 1024 ** 3;

interface Phases {
  readonly before: Interval;
  readonly during: Interval;
  readonly after: Interval;
}

/** Does the drill on a shop of its own, which is gone afterwards. Never throws: what stopped it is in the line. */
export async function runDrill(drill: Drill, options: Options): Promise<Line> {
  const started = performance.now();
  const evidence = new Evidence();
  const ending = await perform(drill, { options, evidence }).catch(
    (error: unknown): Outcome | undefined => {
      if (error instanceof NotHere) evidence.notHere = error.message;
      else evidence.violations.push(`the drill stopped: ${errorMessage(error)}`);
      return undefined;
    },
  );
  return lineOf(drill, { evidence, outcome: ending, ms: performance.now() - started });
}

interface Performance {
  readonly options: Options;
  readonly evidence: Evidence;
}

async function perform(drill: Drill, { options, evidence }: Performance): Promise<Outcome> {
  const { quick } = options;
  // After a kill, mails that were under way wait for a minute: too long for a quick run. And a disk
  // takes ten seconds to end a PostgreSQL in order.
  const base = quick ? inMemory() : tmpdir();
  const shop = await Shop.open(drill.place, {
    isMailing: drill.isMailing === true && !quick,
    base,
    environment: drill.environment,
    split: drill.split,
  });
  const client = new OrderClient(shop.target);
  const load = new Load({
    client,
    ordersPerSecond: Math.min(options.rate, drill.mostOrdersPerSecond ?? options.rate),
    tokenOf: drill.tokenOf ?? (options.quick ? quickToken : usualToken),
  });
  try {
    const phases = await strike(drill, { shop, load, evidence, options });
    report(drill, "waiting for the end of all orders");
    const unresolved = await load.resolve();
    await load.repeat(repeatedEvery);
    evidence.notes.push(load.summary());
    evidence.violations.push(
      ...unresolved.map(({ key }) => `${key} got no clear answer, however often it was repeated`),
      ...(await audit({ shop, load, evidence })),
    );
    report(drill, "checked");
    const times = await completionTimes(shop);
    return {
      orders: load.sent.length,
      completed: times.length,
      goodputs: [
        goodput(times, phases.before),
        goodput(times, phases.during),
        goodput(times, phases.after),
      ],
    };
  } catch (error) {
    evidence.notes.push(load.summary(), ...shop.server.log.slice(-5));
    throw error;
  } finally {
    await load.stop();
    await client.close();
    await shop.close();
    report(drill, "over");
  }
}

async function strike(drill: Drill, scene: Parameters<Drill["strike"]>[0]): Promise<Phases> {
  const { load, options } = scene;
  report(drill, "begins");
  const phaseMs = options.quick ? quickPhaseMs : fullPhaseMs;
  load.start();
  await load.nextAcceptance();
  await delay(warmUpMs);
  const before = performance.now();
  await delay(phaseMs);
  const struck = performance.now();
  report(drill, "striking");
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

/** A drill takes minutes: whoever waits wants to see that it goes on. */
function report({ name }: Drill, what: string): void {
  console.error(`crash: ${inSeconds(performance.now())} s: ${name}: ${what}`);
}

/** Where there is room. Killing processes loses nothing that was written to either. */
function inMemory(): string {
  const memory = "/dev/shm";
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 };
  return bavail * bsize >= roomWanted ? memory : tmpdir();
}
