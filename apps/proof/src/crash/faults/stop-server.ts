import { mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Drill } from "../drill.ts";
import { epochsOf } from "../epochs.ts";

/** The lease of a consumer lasts 5 s. */
const stoppedMs = { least: 7_000, most: 9_000 };
const fullTimes = 3;

/** One of two servers is stopped past its lease; the other takes over; then the first goes on where it was. */
export const stopServer: Drill = {
  name: "stop-past-lease",
  faults: [16],
  place: "behind-proxy",
  isQuick: false,
  async strike({ shop, load, evidence, options }) {
    const first = shop.server;
    const second = shop.addServer("second");
    mkdirSync(second.dataDir);
    shop.copySecrets(second);
    await second.start();
    const both = [first, second];
    shop.serving = both;
    await load.nextAcceptance();
    for (let time = 0; time < (options.quick ? 1 : fullTimes); time++) {
      await delay(between(2_000, 3_000));
      const [stopped, going] = time % 2 === 0 ? [first, second] : [second, first];
      const before = await epochsOf(shop, "checkout");
      evidence.struck(load);
      const struckAt = performance.now();
      stopped.signal("SIGSTOP");
      shop.serving = [going];
      await evidence.recovered(load, struckAt);
      await delay(between(stoppedMs.least, stoppedMs.most));
      const taken = (await epochsOf(shop, "checkout")) - before;
      stopped.signal("SIGCONT");
      shop.serving = both;
      evidence.notes.push(`${taken} partitions taken over`);
      if (taken === 0) evidence.hits -= 1;
    }
    await delay(2_000);
  },
};
