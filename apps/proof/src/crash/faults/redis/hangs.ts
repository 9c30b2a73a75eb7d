import type { Drill } from "../../drill.ts";
import { outage } from "../../split/outage.ts";
import { onRedis } from "./on-redis.ts";

/** Redis stands still, with its connections open; later it is gone, and comes back with what it has stored. */
export const redisHangs: Drill = {
  ...onRedis,
  name: "redis-hangs",
  faults: [14],
  isQuick: false,
  async strike(scene) {
    const { server } = scene.shop.redis;
    await outage(scene, {
      name: "Redis stopped",
      begin: async () => {
        server.pause();
      },
      end: async () => {
        server.resume();
      },
    });
    await outage(scene, {
      name: "Redis killed",
      begin: () => server.kill(),
      end: async () => {
        await server.start();
        await server.serving();
      },
    });
  },
};
