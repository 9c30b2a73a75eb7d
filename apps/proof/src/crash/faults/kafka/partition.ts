import type { Drill } from "../../drill.ts";
import { breakOneWay } from "../../split/one-way.ts";
import { onKafka } from "./on-kafka.ts";

/** Between the services and the broker that leads most; the brokers go on hearing each other. */
export const kafkaPartition: Drill = {
  ...onKafka,
  name: "kafka-partition",
  faults: [17],
  split: { bus: "kafka", isProxied: true },
  isQuick: false,
  strike: (scene) => breakOneWay(scene, () => scene.shop.kafka.proxyOfBusiest()),
};
