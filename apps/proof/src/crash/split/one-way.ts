import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Scene } from "../drill.ts";
import type { TcpProxy } from "../tcp-proxy.ts";
import { carriedOn, struckOpenOrders } from "./carried-on.ts";

const directions = ["requests", "replies"] as const;
const fullTimes = 3;
/** From within what any client is patient for to past the 10 s after which a silent connection counts as lost. */
const heldMs = { least: 2_000, most: 18_000 };

/**
 * The network between the services and a broker is broken in one direction, and delivers later what it kept: also
 * what the services have long repeated over another connection.
 * @param next what is cut off next
 */
export async function breakOneWay(scene: Scene, next: () => Promise<TcpProxy>): Promise<void> {
  const { evidence, options } = scene;
  for (let time = 0; time < (options.quick ? 1 : fullTimes); time++) {
    for (const direction of directions) {
      await delay(between(500, 2_000));
      const lanes = (await next()).links.map((link) => link[direction]);
      const struckAt = await struckOpenOrders(scene);
      for (const lane of lanes) lane.hold();
      await delay(between(heldMs.least, heldMs.most));
      const bytes = lanes.reduce((sum, lane) => sum + lane.heldBytes, 0);
      for (const lane of lanes) lane.release();
      await carriedOn(scene, struckAt);
      evidence.notes.push(`${direction} late: ${bytes} bytes held`);
      if (bytes === 0) evidence.hits -= 1;
    }
  }
}
