import { setTimeout as delay } from "node:timers/promises";
import { between } from "../../chance.ts";
import type { Drill, Scene } from "../../drill.ts";
import { carriedOn, struckOpenOrders } from "../../split/carried-on.ts";
import { onKafka } from "./on-kafka.ts";

/** The gateway has nothing that could be lost, but calls that are under way. */
const killed = [
  "orders",
  "inventory",
  "checkout",
  "payments",
  "fulfilment",
  "notifications",
  "catalog",
  "gateway",
];

/** kill -9 of the process of each service, one after the other. */
export const kafkaServices: Drill = {
  ...onKafka,
  name: "kafka-services",
  faults: [3, 4],
  isQuick: false,
  strike: killServices,
};

export async function killServices(scene: Scene): Promise<void> {
  for (const service of killed) {
    await delay(between(500, 2_000));
    const killedAt = await struckOpenOrders(scene);
    await scene.shop.processes.kill(service);
    await carriedOn(scene, killedAt);
  }
}
