import { setTimeout as delay } from "node:timers/promises";
import { between } from "../../chance.ts";
import type { Drill, Scene } from "../../drill.ts";
import { epochsOf } from "../../epochs.ts";
import { carriedOn, struckOpenOrders } from "../../split/carried-on.ts";
import { onKafka } from "./on-kafka.ts";

/** The lease of a consumer lasts 5 s. */
const stoppedMs = { least: 7_000, most: 9_000 };
/** What it had under way when it was stopped it tries to write at once. */
const awakeMs = 1_500;
const fullRounds = 3;
const stopped = ["inventory", "checkout"];

/** For drills that need somebody to take over. */
export const twoOfEach = {
  bus: "kafka",
  replicas: stopped.map((each) => `${each}=2`).join(","),
} as const;

/** A process is stopped past its lease in the middle of its work, another takes over, and it goes on where it was. */
export const kafkaZombie: Drill = {
  ...onKafka,
  name: "kafka-zombie",
  faults: [16],
  split: twoOfEach,
  isQuick: false,
  strike: (scene) => stopPastLease(scene, scene.options.quick ? 1 : fullRounds),
};

export async function stopPastLease(scene: Scene, rounds: number): Promise<void> {
  const { shop, evidence } = scene;
  const { processes } = shop;
  const before = processes.refusals;
  let taken = 0;
  for (const service of Array.from({ length: rounds }, () => stopped).flat()) {
    await delay(between(500, 2_000));
    const [pid] = processes.pids(service);
    if (pid === undefined) throw new Error(`no process of ${service} runs`);
    const epochs = await epochsOf(shop, service);
    await processes.stopInTheMiddle(pid);
    const stoppedAt = await struckOpenOrders(scene);
    await delay(between(stoppedMs.least, stoppedMs.most));
    const moved = (await epochsOf(shop, service)) - epochs;
    processes.resume(pid);
    if (moved === 0) evidence.hits -= 1;
    taken += moved;
    await carriedOn(scene, stoppedAt);
    await delay(awakeMs);
  }
  const refused = processes.refusals - before;
  evidence.notes.push(`${taken} leases taken over, ${refused} batches refused`);
  if (refused === 0) evidence.missed.push("a write of a process that came back, refused");
}
