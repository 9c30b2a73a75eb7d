import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { completionTimes } from "../books.ts";
import type { Drill, Scene } from "../drill.ts";
import { goodput } from "../goodput.ts";
import { openSession } from "../sessions.ts";

const fullMs = 30_000;
const quickMs = 5_000;
const baselineMs = 8_000;
/** FAULTS.md 11: consumption goes on at 90 %. */
const leastShare = 0.9;
const databases = ["orders", "inventory", "checkout"];

/** Transactions left open in services' databases, with a snapshot and with something written. */
export const openTransactions: Drill = {
  name: "open-transactions",
  faults: [11],
  place: "embedded",
  isQuick: false,
  async strike(scene) {
    const { load, evidence, options } = scene;
    const sessions: pg.Client[] = [];
    const from = performance.now();
    try {
      for (const database of databases) {
        sessions.push(await leaveOpen(scene, database, "select count(*) from events"));
        // Has a transaction id, which a reader that went by ids would wait for.
        const write = "select pg_current_xact_id(), pg_logical_emit_message(true, 'drill', 'open')";
        sessions.push(await leaveOpen(scene, database, write));
        evidence.struck(load);
      }
      await delay(options.quick ? quickMs : fullMs);
    } finally {
      for (const session of sessions) await session.end().catch(() => undefined);
    }
    const to = performance.now();
    await compare(scene, from, to);
  },
};

async function leaveOpen({ shop }: Scene, database: string, query: string): Promise<pg.Client> {
  const session = await openSession(await shop.serviceUrl(database), "drill open transaction");
  await session.query("begin isolation level repeatable read");
  await session.query("set local idle_in_transaction_session_timeout = 0");
  await session.query(query);
  return session;
}

async function compare({ shop, evidence }: Scene, from: number, to: number): Promise<void> {
  const times = await completionTimes(shop);
  const before = goodput(times, { from: from - baselineMs, to: from });
  const during = goodput(times, { from, to });
  if (during < before * leastShare) {
    evidence.violations.push(`${during} orders a second with open transactions, ${before} without`);
  }
}
