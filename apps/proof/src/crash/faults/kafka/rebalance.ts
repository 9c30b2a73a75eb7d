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

/** Every five seconds, or as soon as the last one has joined, a process of some service comes or goes: partitions move. */
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
  let [joined, gone] = [0, 0];
  let struckAt = performance.now();
  try {
    for (let change = 0; change < changes; change++) {
      const waited = delay(everyMs);
      struckAt = await struckOpenOrders(scene);
      const leaving = running.length >= mostAtOnce ? running.shift() : undefined;
      if (leaving === undefined) {
        const further = new FurtherProcess(shop, services[joined % services.length] ?? "inventory");
        running.push(further);
        await further.ready;
        joined += 1;
      } else {
        const code = await leaving.stop();
        if (code !== 0)
          evidence.violations.push(`a process that left in order ended with ${String(code)}`);
        gone += 1;
      }
      await waited;
    }
    await carriedOn(scene, struckAt);
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
