import { setTimeout as delay } from "node:timers/promises";
import type { Drill, Scene } from "../../drill.ts";
import { epochsOf } from "../../epochs.ts";
import { carriedOn, struckOpenOrders } from "../../split/carried-on.ts";
import { FurtherProcess } from "../../split/further-process.ts";
import { onKafka } from "./on-kafka.ts";

const everyMs = 5_000;
const fullChanges = 12;
const quickChanges = 3;
const mostAtOnce = 3;
const services = ["inventory", "checkout", "payments", "orders", "fulfilment"];

/** Every five seconds a process of some service comes or goes, and partitions move. */
export const kafkaRebalance: Drill = {
  ...onKafka,
  name: "kafka-rebalance",
  faults: [20],
  isQuick: false,
  strike: (scene) => rebalance(scene, scene.options.quick ? quickChanges : fullChanges),
};

export async function rebalance(scene: Scene, changes: number): Promise<void> {
  const { shop, evidence } = scene;
  const before = await allEpochs(scene);
  const running: FurtherProcess[] = [];
  const leaving: Promise<unknown>[] = [];
  let [joined, gone] = [0, 0];
  try {
    for (let change = 0; change < changes; change++) {
      await delay(everyMs);
      await struckOpenOrders(scene);
      const oldest =
        running.length >= mostAtOnce || change === changes - 1 ? running.shift() : undefined;
      if (oldest === undefined) {
        const further = new FurtherProcess(shop, services[joined % services.length] ?? "inventory");
        running.push(further);
        joined += 1;
      } else {
        gone += 1;
        leaving.push(oldest.ready.then(() => oldest.stop()));
      }
    }
    const changedAt = performance.now();
    const codes = await Promise.all(leaving);
    for (const code of codes)
      if (code !== 0)
        evidence.violations.push(`a process that left in order ended with ${String(code)}`);
    await carriedOn(scene, changedAt);
  } finally {
    await Promise.all(running.map((each) => each.kill()));
  }
  const moved = (await allEpochs(scene)) - before;
  evidence.notes.push(`${joined} processes came and ${gone} went in order; ${moved} leases moved`);
  if (moved < changes) evidence.missed.push(`a rebalance at each change: ${moved} leases moved`);
}

async function allEpochs({ shop }: Scene): Promise<number> {
  const epochs = await Promise.all(services.map((service) => epochsOf(shop, service)));
  return epochs.reduce((sum, each) => sum + each, 0);
}
