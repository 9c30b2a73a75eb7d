import { setTimeout as delay } from "node:timers/promises";
import { between } from "../../chance.ts";
import type { Drill } from "../../drill.ts";
import { carriedOn, struckOpenOrders } from "../../split/carried-on.ts";
import { onRedis } from "./on-redis.ts";

const fullKills = 5;
/** With `appendfsync everysec` a crash of the machine takes up to a second, or two on a slow disk. */
const lostMs = { least: 500, most: 2_000 };

/** Redis is killed and comes back without the last that it had acknowledged. */
export const redisLoses: Drill = {
  ...onRedis,
  name: "redis-loses",
  faults: [14],
  isQuick: false,
  async strike(scene) {
    const { shop, evidence, options } = scene;
    const { server } = shop.redis;
    for (let kill = 0; kill < (options.quick ? 1 : fullKills); kill++) {
      await delay(between(1_000, 3_000));
      const kept = server.storedBytes;
      await delay(between(lostMs.least, lostMs.most));
      const killedAt = await struckOpenOrders(scene);
      await server.kill();
      const lost = server.storedBytes - kept;
      server.cut(kept);
      await server.start();
      await carriedOn(scene, killedAt);
      evidence.notes.push(`${lost} bytes of acknowledged writes lost`);
      if (lost === 0) evidence.hits -= 1;
    }
  },
};
