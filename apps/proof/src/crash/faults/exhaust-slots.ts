import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Drill } from "../drill.ts";
import type { Load } from "../load.ts";
import { openSession } from "../sessions.ts";
import { endSessions } from "./end-sessions.ts";

const fullMs = 15_000;
const quickMs = 5_000;
/** An answer that takes longer than connecting may take, and a rest, has waited for a slot. */
const inTimeMs = 8_000;
const moreThanThereAre = 500;

/** Idle sessions from outside take every connection slot, also those that Waybill had. */
export const exhaustSlots: Drill = {
  name: "exhaust-slots",
  faults: [9],
  place: "embedded",
  isQuick: false,
  async strike({ shop, load, evidence, options }) {
    const url = await shop.superuserUrl();
    const control = await openSession(url, "drill control");
    const idle: pg.Client[] = [];
    const from = performance.now();
    try {
      const end = from + (options.quick ? quickMs : fullMs);
      evidence.struck(load);
      await takeAll(url, idle);
      while (performance.now() < end) {
        // Whoever frees a slot has to be faster than those who wait for one.
        await Promise.all([endSessions(control, 1), takeAll(url, idle)]);
        await takeAll(url, idle);
        await delay(50);
      }
    } finally {
      for (const session of [...idle, control]) await session.end().catch(() => undefined);
    }
    const freedAt = performance.now();
    evidence.notes.push(`${idle.length} idle sessions`, refusals(load, from, freedAt));
    evidence.violations.push(...late(load, from, freedAt));
    await evidence.recovered(load, freedAt);
  },
};

async function takeAll(url: string, idle: pg.Client[]): Promise<void> {
  while (idle.length < moreThanThereAre) {
    try {
      idle.push(await openSession(url, "drill idle"));
    } catch {
      return;
    }
  }
}

function attemptsOf(load: Load, from: number, to: number) {
  return load.sent
    .flatMap(({ attempts }) => attempts)
    .filter(({ startedAt, endedAt }) => startedAt > from && endedAt < to);
}

function refusals(load: Load, from: number, to: number): string {
  const attempts = attemptsOf(load, from, to);
  const refused = attempts.filter(({ answer }) => answer !== "ok");
  return `while there were none free: ${refused.length} of ${attempts.length} attempts refused`;
}

function late(load: Load, from: number, to: number): readonly string[] {
  return attemptsOf(load, from, to)
    .filter(({ startedAt, endedAt }) => endedAt - startedAt > inTimeMs)
    .map(({ startedAt, endedAt, status, code }) => {
      const seconds = ((endedAt - startedAt) / 1_000).toFixed(1);
      return `an answer (${status} ${code}) took ${seconds} s without free connection slots`;
    });
}
