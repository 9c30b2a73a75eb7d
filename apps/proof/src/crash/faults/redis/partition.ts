import type { Drill } from "../../drill.ts";
import { breakOneWay } from "../../split/one-way.ts";
import { onRedis } from "./on-redis.ts";

export const redisPartition: Drill = {
  ...onRedis,
  name: "redis-partition",
  faults: [17],
  isQuick: false,
  strike: (scene) => breakOneWay(scene, async () => scene.shop.redis.proxy),
};
