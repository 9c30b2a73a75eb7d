import { setTimeout as delay } from "node:timers/promises";
import { between } from "../chance.ts";
import type { FileSystem } from "../cuttable-disk.ts";
import type { Drill, Scene } from "../drill.ts";
import { NewShop } from "../new-shop.ts";
import type { Options } from "../options.ts";
import { openSession } from "../sessions.ts";
import { Witnesses } from "../witness.ts";

const pauseMs = { least: 500, most: 2_500 };
/** What runs goes on for so long on a dead disk, and must not answer that it has kept anything. */
const deadDiskMs = { least: 0, most: 300 };
/** In one cut of so many another shop on the same disk is at its first start, or, every other time, just behind it. */
const newShopEvery = 4;
const firstStartMs = { least: 0, most: 12_000 };
const justOpenMs = { least: 0, most: 1_500 };

/** The power is cut under load: all processes end, and of the files only what was synced is left. */
export const powerCut: Drill = powerCutOn("power-cut", "ext4", ({ kills }) => kills);
export const powerCutOnXfs: Drill = powerCutOn("power-cut-xfs", "xfs", ({ kills }) =>
  Math.ceil(kills / 2),
);

function powerCutOn(name: string, place: FileSystem, cutsOf: (options: Options) => number): Drill {
  return {
    name,
    faults: [6],
    place,
    isQuick: false,
    async strike(scene) {
      const { options, evidence } = scene;
      if (options.answersEarly) await answerEarly(scene);
      const cuts = cutsOf(options);
      let lost = 0;
      for (let cut = 0; cut < cuts; cut++) {
        const newShop = await waitForMoment(scene, cut);
        if (await cutOnce(scene, cut)) lost += 1;
        if (newShop === undefined) continue;
        evidence.notes.push(`a new shop, cut ${newShop.progress}`);
        evidence.violations.push(...(await newShop.checkAndRemove()));
      }
      evidence.notes.push(`${lost} of ${cuts} cuts lost what was not synced`);
    },
  };
}

/** @returns the other shop, if there is one this time */
async function waitForMoment({ shop }: Scene, cut: number): Promise<NewShop | undefined> {
  if (cut % newShopEvery !== 1) {
    await delay(between(pauseMs.least, pauseMs.most));
    return undefined;
  }
  const newShop = NewShop.open(shop.addSeparate(`new-${cut}`));
  const isToOpen = cut % (2 * newShopEvery) === 1;
  if (isToOpen) await newShop.opening;
  const { least, most } = isToOpen ? justOpenMs : firstStartMs;
  await delay(between(least, most));
  return newShop;
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
