import assert from "node:assert/strict";
import { test } from "node:test";
import { producing } from "@waybill/kit/testing";
import { stage } from "../testing/stage.ts";
import { ViewsDatabase } from "../views-database.ts";
import { backlogOf } from "./log-backlog.ts";

const types = ["Posted"];
const nothing = [0, 0, 0, 0];

test("a backlog is what lies beyond the positions of each partition, of the types of interest", async (t) => {
  const on = await stage(t);
  const config = { connectionString: on.databases.alpha.url };
  const log = new ViewsDatabase({ config, name: "alpha log" });
  t.after(() => log.close());
  const empty = await backlogOf(log, { types, handled: nothing, since: undefined });
  assert.deepEqual(empty, { head: 0, arrived: 0, waiting: 0, oldestSeconds: 0 });

  const producer = await on.start(producing());
  const keys = Array.from({ length: 40 }, (_, index) => `key_${index}`);
  for (const key of keys) await producer.post(key);
  const rows = await on.databases.query<{ partition: number; position: number }>(
    "alpha",
    "select partition, position::int as position from events where type = 'Posted'",
  );
  // All of partition 0 is handled, half of partition 1, nothing of the others.
  const handled = [40, 20, 0, 0];
  const beyond = rows.filter(({ partition, position }) => position > (handled[partition] ?? 0));
  assert.ok(beyond.length > 10 && beyond.length < rows.length);
  const backlog = await backlogOf(log, { types, handled, since: 30 });
  assert.equal(backlog.waiting, beyond.length);
  assert.equal(backlog.arrived, 10);
  assert.equal(backlog.head, 40);
  assert.ok(backlog.oldestSeconds > 0 && backlog.oldestSeconds < 60);

  const others = await backlogOf(log, { types: ["Counted"], handled, since: 30 });
  assert.deepEqual([others.waiting, others.arrived, others.oldestSeconds], [0, 0, 0]);
  const done = await backlogOf(log, { types, handled: [40, 40, 40, 40], since: 40 });
  assert.deepEqual([done.waiting, done.arrived], [0, 0]);
});
