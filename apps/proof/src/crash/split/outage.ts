import { setTimeout as delay } from "node:timers/promises";
import type { Scene } from "../drill.ts";
import { carriedOn, openOrders, struckOpenOrders } from "./carried-on.ts";

const fullMs = 20_000;
const quickMs = 4_000;
/** What was under way at the broker when it went is still finished. */
const settleMs = 2_000;

export interface Outage {
  readonly name: string;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** The broker is away for a while: orders are accepted, wait in the log, and are caught up on. */
export async function outage(scene: Scene, { name, begin, end }: Outage): Promise<void> {
  const { load, evidence, options } = scene;
  const open = await openOrders(scene.shop);
  const beganAt = await struckOpenOrders(scene);
  await begin();
  await delay(settleMs);
  const settledAt = performance.now();
  await delay(options.quick ? quickMs : fullMs);
  const accepted = load.acceptedSince(settledAt);
  const waiting = await openOrders(scene.shop);
  const endedAt = performance.now();
  await end();
  if (accepted === 0) evidence.violations.push(`${name}: no order was accepted meanwhile`);
  if (waiting <= open) evidence.missed.push(`${name}: orders that waited for the broker`);
  await carriedOn(scene, endedAt);
  const seconds = Math.round((endedAt - beganAt) / 1_000);
  evidence.notes.push(
    `${name} for ${seconds} s: ${accepted} orders accepted meanwhile, open orders from ${open} to ${waiting}`,
  );
}
