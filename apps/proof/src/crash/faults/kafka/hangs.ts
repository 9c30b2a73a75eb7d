import type { Drill } from "../../drill.ts";
import { outage } from "../../split/outage.ts";
import { onKafka } from "./on-kafka.ts";

/** All brokers stand still, with their connections open; later all are gone, and come back with what they have stored. */
export const kafkaHangs: Drill = {
  ...onKafka,
  name: "kafka-hangs",
  faults: [13],
  isQuick: false,
  async strike(scene) {
    const { kafka } = scene.shop.kafka.brokers;
    await outage(scene, {
      name: "all brokers stopped",
      begin: async () => {
        for (const broker of kafka) broker.pause();
      },
      end: async () => {
        for (const broker of kafka) broker.resume();
        await scene.shop.kafka.inSync();
      },
    });
    await outage(scene, {
      name: "all brokers killed",
      begin: async () => {
        await Promise.all(kafka.map((broker) => broker.kill()));
      },
      end: async () => {
        for (const broker of kafka) await broker.start();
        await scene.shop.kafka.inSync();
      },
    });
  },
};
