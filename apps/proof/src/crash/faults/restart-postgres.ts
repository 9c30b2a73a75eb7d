import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { Drill } from "../drill.ts";
import { isThere } from "../postmaster.ts";
import { waitFor } from "../wait-for.ts";

const fullMs = 60_000;
const quickMs = 12_000;

/** PostgreSQL is shut down in order every 5 to 20 s, and Waybill starts it again. */
export const restartPostgres: Drill = {
  name: "restart-postgres",
  faults: [7],
  place: "embedded",
  isQuick: false,
  async strike({ shop, load, evidence, options }) {
    const end = performance.now() + (options.quick ? quickMs : fullMs);
    do {
      const postmaster = shop.postgresPid();
      if (postmaster === undefined) throw new Error("PostgreSQL is not ready before its restart");
      evidence.struck(load);
      const stoppedAt = performance.now();
      process.kill(postmaster, "SIGINT");
      await waitFor("PostgreSQL is gone", () => !isThere(postmaster));
      const from = performance.now();
      let to = from;
      await waitFor("PostgreSQL is up again", () => {
        const isDown = [undefined, postmaster].includes(shop.postgresPid());
        if (isDown) to = performance.now();
        return !isDown;
      });
      evidence.outages.push({ from, to });
      await evidence.recovered(load, stoppedAt);
      await delay(between(5_000, 20_000));
    } while (performance.now() < end);
  },
};
