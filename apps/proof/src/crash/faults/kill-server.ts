import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Drill, Scene } from "../drill.ts";
import { troubledToken } from "../load.ts";

const pauseMs = { least: 300, most: 2_500 };

/** kill -9 of the server at random times. Its PostgreSQL goes on as an orphan, and is taken over. */
export const killServer: Drill = {
  name: "kill-server",
  faults: [1, 2, 3, 4],
  place: "embedded",
  isQuick: true,
  isMailing: true,
  strike: (scene) => killAgainAndAgain(scene, scene.options.kills),
};

/** Payments whose provider is slow, away, or says nothing after it has done it, while the server is killed. */
export const troubledPayments: Drill = {
  name: "troubled-payments",
  faults: [22, 23],
  place: "embedded",
  isQuick: false,
  tokenOf: troubledToken,
  strike: (scene) => killAgainAndAgain(scene, Math.ceil(scene.options.kills / 2)),
};

async function killAgainAndAgain({ shop, load, evidence }: Scene, kills: number): Promise<void> {
  for (let kill = 0; kill < kills; kill++) {
    await delay(between(pauseMs.least, pauseMs.most));
    evidence.struck(load);
    const killedAt = performance.now();
    await shop.server.kill();
    await shop.server.start();
    await evidence.recovered(load, killedAt);
  }
}
