import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Drill, Scene } from "../drill.ts";
import { openSession } from "../sessions.ts";
import { fill } from "../small-disk.ts";

/** What PostgreSQL had allocated before is still there to be written to. */
const untilRefusedMs = 90_000;
const silenceMs = 3_000;
const fullMs = 8_000;
const topUpMs = 250;
/** More than are kept ready. */
const newLogFiles = 20;

/** The disk of the data directory is full, and gets room again. */
export const fillDisk: Drill = {
  name: "fill-disk",
  faults: [10],
  place: "small-disk",
  isQuick: false,
  async strike(scene) {
    const { shop, load, evidence } = scene;
    const filler = new Filler(shop.dataDir);
    const session = await openSession(await shop.superuserUrl());
    try {
      evidence.struck(load);
      const from = performance.now();
      await untilRefused(scene, filler);
      await endLogFile(session);
      const silentFrom = performance.now();
      await stayFull(filler);
      evidence.notes.push(
        `${load.acceptedSince(from)} accepted into what was allocated already`,
        `none for the last ${Math.round((performance.now() - lastAcceptance(scene)) / 1_000)} s`,
      );
      const late = load.acceptedSince(silentFrom);
      const state = shop.postgresPid() === undefined ? "cannot start" : "is up";
      evidence.notes.push(`at the end PostgreSQL ${state}`);
      if (late > 0) evidence.notes.push(`${late} of them after ${silenceMs} ms without any`);
    } finally {
      filler.free();
      await session.end().catch(() => undefined);
    }
    await evidence.recovered(load, performance.now());
  },
};

/** The write-ahead log needs a new file, for which there is no room: PostgreSQL cannot even go on. */
async function endLogFile(session: pg.Client): Promise<void> {
  for (let file = 0; file < newLogFiles; file++) {
    await session
      .query("select pg_logical_emit_message(false, 'drill', repeat('x', 1000)), pg_switch_wal()")
      .catch(() => undefined);
  }
}

/** Takes again and again what is left, for PostgreSQL frees some while it tries to come up. */
class Filler {
  readonly #directory: string;
  readonly #frees: (() => void)[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  topUp(): void {
    this.#frees.push(fill(this.#directory, `filler-${this.#frees.length}`));
  }

  free(): void {
    for (const free of this.#frees) free();
  }
}

async function untilRefused(scene: Scene, filler: Filler): Promise<void> {
  const deadline = performance.now() + untilRefusedMs;
  for (;;) {
    filler.topUp();
    await delay(topUpMs);
    if (performance.now() - lastAcceptance(scene) > silenceMs) return;
    if (performance.now() > deadline)
      throw new Error("orders are accepted although the disk is full");
  }
}

async function stayFull(filler: Filler): Promise<void> {
  const end = performance.now() + fullMs;
  while (performance.now() < end) {
    filler.topUp();
    await delay(topUpMs);
  }
}

function lastAcceptance({ load }: Scene): number {
  return Math.max(0, ...load.sent.slice(-2_000).map(({ acceptedAt = 0 }) => acceptedAt));
}
