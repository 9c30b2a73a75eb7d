import { setTimeout as delay } from "node:timers/promises";
import { arm, disarm } from "../arming.ts";
import { between } from "../chance.ts";
import type { Drill, Scene } from "../drill.ts";
import { NewShop } from "../new-shop.ts";
import type { Armed, Point } from "../points/point.ts";

interface Strike {
  readonly when: "under-load" | "in-restart" | "in-first-start" | "in-stop";
  readonly point: Point;
  /** Times of passing the point, of which one is chosen. */
  readonly among: number;
}

const underLoad: readonly Point[] = [
  "before-commit",
  "commit-sent",
  "commit-answered",
  "request-committed",
  "before-202",
  "after-202",
  "provider-authorized",
  "provider-captured",
  "provider-voided",
  "provider-refunded",
  "carrier-told",
  "carrier-recalled",
  "mail-handed-over",
  "lease-renewed",
  "timer-due",
  "timer-fires",
  "timer-fired",
  "message-parked",
  "parked-due",
  "parked-handled",
];
const strikes: readonly Strike[] = [
  ...underLoad.map((point): Strike => ({ when: "under-load", point, among: 4 })),
  ...(["lease-taken", "before-commit", "commit-answered", "parked-due"] as const).map(
    (point): Strike => ({ when: "in-restart", point, among: 2 }),
  ),
  ...(
    ["database-made", "migration-unfinished", "migration-applied", "commit-answered"] as const
  ).map((point): Strike => ({ when: "in-first-start", point, among: 7 })),
  ...(["address-closing", "leases-to-be-left", "leases-left", "stores-closing"] as const).map(
    (point): Strike => ({ when: "in-stop", point, among: 1 }),
  ),
];
const quickPoints: readonly Point[] = ["commit-sent", "before-202", "provider-captured"];
const reachedMs = 20_000;

/** The server ends itself with SIGKILL at each named point in turn, under load, and is started again. */
export const crashPoints: Drill = {
  name: "crash-points",
  faults: [4],
  place: "embedded",
  isQuick: false,
  isMailing: true,
  environment: {
    NODE_OPTIONS: `--import=${new URL("../points/preload.ts", import.meta.url).href}`,
    // Payments that take longer bring timers about.
    WAYBILL_RESERVATION_SECONDS: "4",
  },
  async strike(scene) {
    const { evidence, options } = scene;
    evidence.mayExpire = true;
    const wanted = options.quick
      ? strikes.filter(({ when, point }) => when === "under-load" && quickPoints.includes(point))
      : strikes;
    let reached = 0;
    for (const strike of wanted) {
      const armed = { point: strike.point, nth: Math.ceil(between(0, strike.among)) };
      if (await strikeAt(scene, strike, armed)) reached += 1;
      else evidence.missed.push(`${strike.point} ${strike.when}`);
      await delay(between(200, 1_000));
    }
    evidence.notes.push(`${reached} of ${wanted.length} points reached`);
  },
};

/** @returns whether the process has ended itself there */
async function strikeAt(scene: Scene, { when }: Strike, armed: Armed): Promise<boolean> {
  if (when === "in-first-start") return inFirstStart(scene, armed);
  const { shop, load, evidence } = scene;
  const { server } = shop;
  if (when !== "under-load") evidence.struck(load);
  if (when === "in-restart") await server.kill();
  arm(server, armed);
  if (when === "in-restart") await server.start().catch(() => undefined);
  if (when === "in-stop") await server.stop();
  if (when === "under-load") {
    await server.endsItself(reachedMs);
    evidence.struck(load);
  }
  const endedAt = performance.now();
  const isReached = disarm(server, armed);
  if (!server.isRunning) await server.start();
  await evidence.recovered(load, endedAt);
  return isReached;
}

/** Of another shop, beside the one under load. */
async function inFirstStart({ shop, load, evidence }: Scene, armed: Armed): Promise<boolean> {
  const server = shop.addSeparate(`new-${armed.point}`);
  arm(server, armed);
  const newShop = NewShop.open(server);
  await newShop.opening;
  evidence.struck(load);
  const isReached = disarm(server, armed);
  evidence.violations.push(...(await newShop.checkAndRemove()));
  return isReached;
}
