import { setTimeout as delay } from "node:timers/promises";
import { between, chance, oneOf } from "../chance.ts";
import type { Drill, Scene } from "../drill.ts";
import { backendsOf, childrenOf, isThere } from "../postmaster.ts";
import { waitFor } from "../wait-for.ts";

/** SIGKILL of the postmaster, or of a backend, which makes PostgreSQL end them all and recover. */
export const killPostgres: Drill = {
  name: "kill-postgres",
  faults: [5],
  place: "embedded",
  isQuick: true,
  async strike(scene) {
    const { load, evidence, options } = scene;
    for (let kill = 0; kill < options.kills; kill++) {
      await delay(between(300, 2_500));
      const postmaster = await readyPostmaster(scene);
      evidence.struck(load);
      const killedAt = performance.now();
      if (chance(0.5)) await killPostmaster(scene, postmaster);
      else killBackend(postmaster);
      await evidence.recovered(load, killedAt);
    }
  },
};

async function killPostmaster({ shop, evidence }: Scene, postmaster: number): Promise<void> {
  const all = [postmaster, ...childrenOf(postmaster)];
  process.kill(postmaster, "SIGKILL");
  // Its backends notice within moments; what they had finished by then counts.
  await waitFor("PostgreSQL is gone", () => !all.some(isThere));
  const from = performance.now();
  let to = from;
  await waitFor("PostgreSQL is up again", () => {
    const isDown = [undefined, postmaster].includes(shop.postgresPid());
    if (isDown) to = performance.now();
    return !isDown;
  });
  evidence.outages.push({ from, to });
}

function killBackend(postmaster: number): void {
  const backends = backendsOf(postmaster);
  process.kill(backends.length === 0 ? postmaster : oneOf(backends), "SIGKILL");
}

async function readyPostmaster({ shop }: Scene): Promise<number> {
  await waitFor("PostgreSQL is ready", () => shop.postgresPid() !== undefined);
  const pid = shop.postgresPid();
  if (pid === undefined) throw new Error("PostgreSQL was ready and is not");
  return pid;
}
