import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock, type Clock } from "@waybill/kit";
import { eventually } from "@waybill/kit/testing";
import { ViewsDatabase, runtimeMigrations } from "@waybill/postgres";
import { testDatabase } from "@waybill/postgres/testing";
import pino from "pino";
import { Housekeeping } from "./housekeeping.ts";

test("it goes on until every answer that has had its time is gone, and leaves the others", async (t) => {
  const { url } = await testDatabase(runtimeMigrations);
  const views = new ViewsDatabase({ config: { connectionString: url }, name: "housekeeping" });
  t.after(() => views.close());
  const add = (prefix: string, count: number, age: string): Promise<unknown> =>
    views.query(
      `insert into answers select $1 || n, '', '{}', now() - $3::interval from generate_series(1, $2::int) n`,
      [prefix, count, age],
    );
  await add("old-", 12_000, "49 hours");
  await add("young-", 10, "47 hours");
  let ended = false;
  const clock: Clock = {
    now: () => systemClock.now(),
    // The waits within a run are over at once; of the one that follows it nothing comes.
    after: (delayMs, callback) => {
      ended ||= delayMs >= 60_000;
      return ended ? () => undefined : systemClock.after(1, callback);
    },
  };
  const housekeeping = new Housekeeping({
    services: new Map([["orders", { views }]]),
    clock,
    log: pino({ level: "silent" }),
  });
  housekeeping.start();
  await eventually("the first run to end", () => ended);
  housekeeping.stop();
  const left = await views.query<{ kind: string; count: number }>(
    "select split_part(key, '-', 1) as kind, count(*)::int as count from answers group by 1",
  );
  assert.deepEqual(left, [{ kind: "young", count: 10 }]);
});
