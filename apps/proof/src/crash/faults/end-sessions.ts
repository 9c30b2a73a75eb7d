import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { between } from "../chance.ts";
import type { Drill } from "../drill.ts";
import { openSession } from "../sessions.ts";

const fullMs = 20_000;
const quickMs = 4_000;

/** Ends some of Waybill's sessions, of whatever database and use. @returns how many */
export async function endSessions(session: pg.Client, share: number): Promise<number> {
  const { rows } = await session.query<{ ended: number }>(
    `select count(pg_terminate_backend(pid))::int as ended from (
       select pid from pg_stat_activity
       where backend_type = 'client backend' and application_name like 'waybill%' and random() < $1
     ) as chosen`,
    [share],
  );
  return rows[0]?.ended ?? 0;
}

/** `pg_terminate_backend` at random, again and again. */
export const terminateBackends: Drill = {
  name: "terminate-backends",
  faults: [8],
  place: "embedded",
  isQuick: false,
  async strike({ shop, load, evidence, options }) {
    const session = await openSession(await shop.superuserUrl());
    let ended = 0;
    try {
      const end = performance.now() + (options.quick ? quickMs : fullMs);
      while (performance.now() < end) {
        await delay(between(200, 1_000));
        evidence.struck(load);
        const struckAt = performance.now();
        ended += await endSessions(session, between(0.2, 1));
        await evidence.recovered(load, struckAt);
      }
    } finally {
      await session.end();
    }
    evidence.notes.push(`${ended} sessions ended`);
    if (ended === 0) evidence.hits = 0;
  },
};
