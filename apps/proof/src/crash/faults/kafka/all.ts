import type { Drill } from "../../drill.ts";
import { killLeaders } from "./leaders.ts";
import { onKafka } from "./on-kafka.ts";
import { rebalance } from "./rebalance.ts";
import { killServices } from "./services.ts";
import { stopPastLease, twoOfEach } from "./zombie.ts";

/** The kills, the stops and the rebalances of the other drills, one after the other under one load. */
export const kafkaAll: Drill = {
  ...onKafka,
  name: "kafka-all",
  faults: [3, 4, 13, 16, 20],
  split: twoOfEach,
  isQuick: false,
  async strike(scene) {
    await stopPastLease(scene, 1);
    await rebalance(scene, 12);
    await killServices(scene);
    await killLeaders(scene, 5);
  },
};
