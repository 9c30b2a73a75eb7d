import { setTimeout as delay } from "node:timers/promises";
import type { Drill, Scene } from "../../drill.ts";
import { struckOpenOrders } from "../../split/carried-on.ts";
import { dropDeadLetters } from "../../split/foreign-letters.ts";
import { orderTimes, percentile } from "../../split/order-times.ts";
import { Stranger } from "../../split/stranger.ts";
import { onKafka } from "./on-kafka.ts";

const everyMs = 500;
const phaseMs = 10_000;
const fullRounds = 4;
/** Two percentiles of a few hundred orders on a busy machine differ by that for no reason. */
const slackMs = 500;

/** A stranger writes into the topics of the shop, in every other of some phases: what it is about is put aside, and nothing else. */
export const kafkaPoison: Drill = {
  ...onKafka,
  name: "kafka-poison",
  faults: [21],
  isQuick: false,
  async strike(scene) {
    const { shop, evidence, options } = scene;
    const stranger = new Stranger(shop.kafka);
    const calm: number[] = [];
    const poisoned: number[] = [];
    try {
      for (let round = 0; round < (options.quick ? 1 : fullRounds); round++) {
        calm.push(...(await phase(scene, async () => undefined)));
        poisoned.push(...(await phase(scene, () => stranger.write())));
      }
    } finally {
      await stranger.close();
    }
    const [before, during] = [percentile(calm, 0.99), percentile(poisoned, 0.99)];
    evidence.notes.push(
      `${stranger.written} records of a stranger; placed to ended, 99th percentile: ${before} ms without them, ${during} ms with them`,
    );
    if (during > 2 * before + slackMs)
      evidence.violations.push(`the 99th percentile went from ${before} to ${during} ms`);
    evidence.notes.push(await dropDeadLetters(scene));
  },
};

/** @returns how long each order took that was placed meanwhile */
async function phase(scene: Scene, act: () => Promise<void>): Promise<readonly number[]> {
  const from = Date.now();
  await struckOpenOrders(scene);
  while (Date.now() < from + phaseMs) {
    await act();
    await delay(everyMs);
  }
  return orderTimes(scene.shop, { from, to: Date.now() });
}
