import { setTimeout as delay } from "node:timers/promises";
import { between } from "../../chance.ts";
import type { Drill, Scene } from "../../drill.ts";
import { carriedOn, struckOpenOrders } from "../../split/carried-on.ts";
import { onKafka } from "./on-kafka.ts";

const fullKills = 5;

/** kill -9 of the broker that leads most of the busy partitions; it is started again on what it has stored. */
export const kafkaLeaders: Drill = {
  ...onKafka,
  name: "kafka-leaders",
  faults: [13],
  isQuick: true,
  strike: (scene) => killLeaders(scene, scene.options.quick ? 1 : fullKills),
};

export async function killLeaders(scene: Scene, kills: number): Promise<void> {
  const { shop, evidence } = scene;
  for (let kill = 0; kill < kills; kill++) {
    await delay(between(500, 1_500));
    // With a second replica away a partition would take nothing, and prove nothing.
    await shop.kafka.inSync();
    const { broker, leads } = await shop.kafka.busiest();
    const killedAt = await struckOpenOrders(scene);
    await broker.kill();
    await carriedOn(scene, killedAt);
    await broker.start();
    evidence.notes.push(`broker ${broker.node.id} led ${leads} busy partitions`);
  }
}
