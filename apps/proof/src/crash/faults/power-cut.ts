import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { FileSystem } from "../cuttable-disk.ts";
import type { Drill, Scene } from "../drill.ts";
import { NewShop } from "../new-shop.ts";
import { openSession } from "../sessions.ts";
import { Witnesses } from "../witness.ts";

const pauseMs = { least: 500, most: 2_500 };
/** What runs goes on for so long on a dead disk, and must not answer that it has kept anything. */
const deadDiskMs = { least: 0, most: 300 };
/** In one cut of so many another shop on the same disk is at its first start, or just behind it. */
const newShopEvery = 4;
const newShopMs = { least: 0, most: 12_000 };

/** The power is cut under load: all processes end, and of the files only what was synced is left. */
export const powerCut: Drill = powerCutOn("power-cut", "ext4");
export const powerCutOnXfs: Drill = powerCutOn("power-cut-xfs", "xfs");

function powerCutOn(name: string, place: FileSystem): Drill {
  return {
    name,
    faults: [6],
    place,
    isQuick: false,
    async strike(scene) {
      const { options, evidence } = scene;
      if (options.answersEarly) await answerEarly(scene);
      let lost = 0;
      for (let cut = 0; cut < options.kills; cut++) {
        const newShop =
          cut % newShopEvery === 1 ? NewShop.open(scene.shop.addSeparate(`new-${cut}`)) : undefined;
        const [least, most] =
          newShop === undefined ? [pauseMs.least, pauseMs.most] : [newShopMs.least, newShopMs.most];
        await delay(between(least, most));
        if (await cutOnce(scene, cut)) lost += 1;
        if (newShop === undefined) continue;
        evidence.notes.push(`a new shop, cut ${newShop.progress}`);
        evidence.violations.push(...(await newShop.checkAndRemove()));
      }
      evidence.notes.push(`${lost} of ${options.kills} cuts lost what was not synced`);
    },
  };
}

/** @returns whether it lost what was not synced; what was has to be there in any case */
async function cutOnce({ shop, load, evidence }: Scene, number: number): Promise<boolean> {
  const witnesses = Witnesses.plant(shop.dataDir, number);
  witnesses.leaveUnsynced();
  evidence.struck(load);
  shop.disk.cut();
  const from = performance.now();
  await delay(between(deadDiskMs.least, deadDiskMs.most));
  await shop.killAll();
  await shop.disk.remount();
  evidence.outages.push({ from, to: performance.now() });
  if (!witnesses.isSyncedThere) {
    evidence.violations.push(`the disk itself lost what was synced, at cut ${number + 1}`);
  }
  const isLost = !witnesses.isUnsyncedThere;
  if (!isLost) evidence.hits = Math.max(0, evidence.hits - 1);
  await shop.server.start();
  await evidence.recovered(load, from);
  return isLost;
}

/** Above what Waybill writes into the server's configuration at each start. */
async function answerEarly({ shop, evidence }: Scene): Promise<void> {
  const session = await openSession(await shop.superuserUrl());
  try {
    await session.query("alter system set synchronous_commit = off");
    await session.query("select pg_reload_conf()");
  } finally {
    await session.end();
  }
  evidence.notes.push("PostgreSQL answered before it had flushed");
}
