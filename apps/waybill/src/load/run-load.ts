import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "../client.ts";
import { ApiPool } from "../import/api-pool.ts";
import { BacklogWatch } from "./backlog-watch.ts";
import { makeBaskets, unitsNeeded } from "./baskets.ts";
import { catalogueGoods, ownGoods, receiveStock } from "./catalogue.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { ConfirmationWatch } from "./confirmation-watch.ts";
import type { LoadOptions } from "./load-options.ts";
import { measuredRates, rounded, type LoadReport } from "./load-report.ts";
import { openLoop } from "./open-loop.ts";
import { OrderDesk } from "./order-desk.ts";
import { seeded, type RandomNumber } from "./random.ts";
import type { RateProfile } from "./rate-profile.ts";
import { Recorder } from "./recorder.ts";
import { tally } from "./tally.ts";

/** Of orders a second, for the stock of a load whose rate is not known before. */
const fastestRate = 12_000;
/** Orders that are out when the time is over are waited for this long. */
const lastAnswersMs = 30_000;
const apiConnections = 16;
/** How often the server's counters are read: they steer a closed loop, and only describe an open one. */
const steeringMs = 250;
const describingMs = 1_000;

interface Run {
  readonly options: LoadOptions;
  readonly desk: OrderDesk;
  readonly backlog: BacklogWatch;
  readonly random: RandomNumber;
  readonly signal: AbortSignal;
  readonly startedAt: number;
}

/**
 * Puts a load on a server and tells what came of it. The signal ends the sending early; what was
 * sent until then is waited for and reported.
 */
export async function runLoad(
  target: Target,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadReport> {
  // First of all, since it may be refused: nothing is open then, and nothing ordered.
  const recorder = new Recorder(options.recordFile);
  const random = seeded(options.seed);
  const api = new ApiPool(target, { connections: apiConnections });
  const confirmations = new ConfirmationWatch(target, options.samples);
  const domain = `load-${randomBytes(5).toString("hex")}.example`;
  const goods =
    options.skus === undefined ? await catalogueGoods(api) : await ownGoods(api, options.skus);
  const baskets = makeBaskets(goods, { ...options, domain }, random);
  const seconds = options.seconds + options.warmupSeconds;
  const orders = options.profile?.orders ?? fastestRate * seconds;
  await receiveStock(api, unitsNeeded(baskets, orders));
  const desk = new OrderDesk(
    { target, baskets: baskets.list, random, recorder, confirmations },
    options,
  );
  const clockStart = Date.now();
  const startedAt = performance.now();
  const backlog = new BacklogWatch(api, startedAt);
  try {
    const paced = await pace({ options, desk, backlog, random, signal, startedAt });
    const tallied = await tally(api, {
      domain,
      startedAt: clockStart,
      accepted: desk.accepted,
      unknown: desk.unknown,
      drainSeconds: options.drainSeconds,
    });
    const { open, ...ends } = tallied;
    return { ...paced, ...ends, stillOpen: open, confirmed: confirmations.report };
  } finally {
    desk.close();
    await confirmations.close();
    await api.close();
    await recorder.close();
  }
}

type Paced = Omit<LoadReport, "completed" | "cancelled" | "stillOpen" | "counted" | "confirmed">;

async function pace(run: Run): Promise<Paced> {
  const { options, desk, backlog, startedAt } = run;
  const ended = new AbortController();
  const measuring = delay(options.warmupSeconds * 1_000, undefined, { signal: ended.signal })
    .then(() => {
      desk.measuring = true;
    })
    .catch(() => undefined);
  const cpuBefore = process.cpuUsage();
  const notSent =
    options.profile === undefined ? await closed(run) : await open(run, options.profile);
  const toSecond = (performance.now() - startedAt) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  desk.measuring = false;
  ended.abort();
  await measuring;
  await backlog.read();
  await backlog.stop();
  await lastAnswers(desk);
  const measuredSeconds = Math.max(toSecond - options.warmupSeconds, 0.001);
  let refused = 0;
  for (const count of desk.refused.values()) refused += count;
  return {
    mode: options.profile === undefined ? "closed" : "open",
    seed: options.seed,
    seconds: rounded(measuredSeconds),
    sent: desk.sent,
    accepted: desk.accepted,
    refused,
    refusedByCode: Object.fromEntries(desk.refused),
    unknown: desk.unknown,
    notSent,
    retried: desk.retried,
    duplicated: desk.duplicated,
    cancellationsAsked: desk.cancellationsAsked,
    acceptance: desk.acceptance.report,
    acceptedPerSecond: rounded(desk.acceptedMeasured / measuredSeconds),
    ...measuredRates(backlog.samples, {
      fromSecond: options.warmupSeconds,
      toSecond: toSecond + describingMs / 1_000,
    }),
    generatorCpu: rounded((cpu.user + cpu.system) / 100_000 / toSecond) / 10,
  };
}

async function open(run: Run, profile: RateProfile): Promise<number> {
  await run.backlog.start(describingMs, () => undefined);
  return openLoop(run.desk, { ...run.options, profile }, run);
}

async function closed({ options, desk, backlog, signal }: Run): Promise<number> {
  const loop = new ClosedLoop(desk, options, () => backlog.ended);
  const everyMs = options.maxOpen === undefined ? describingMs : steeringMs;
  await backlog.start(everyMs, () => {
    loop.resume();
  });
  loop.start();
  const timeMs = (options.warmupSeconds + options.seconds) * 1_000;
  await delay(timeMs, undefined, { signal }).catch(() => undefined);
  loop.stop();
  return 0;
}

async function lastAnswers(desk: OrderDesk): Promise<void> {
  const deadline = performance.now() + lastAnswersMs;
  while (desk.inFlight > 0 && performance.now() < deadline) await delay(10);
}
