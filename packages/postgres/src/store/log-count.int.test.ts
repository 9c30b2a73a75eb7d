import assert from "node:assert/strict";
import { test } from "node:test";
import { TwoDatabases } from "../testing/two-databases.ts";
import { ViewsDatabase } from "../views-database.ts";
import { EventLog } from "./event-log.ts";
import { countLog } from "./log-count.ts";

const start = 1_800_000_000_000;

test("spans of a log are counted by type and partition, over all parts of it, with their oldest", async (t) => {
  const databases = await TwoDatabases.open();
  t.after(() => databases.close());
  // One event a second; the types and the partitions take turns. More than one part is gone over.
  await databases.query(
    "alpha",
    `insert into events (position, partition, stream, version, type, schema_version, tenant,
       correlation_id, causation_id, traceparent, recorded_at, data)
     select n, n % 4, 'post-' || n, 1, case when n % 2 = 0 then 'Even' else 'Odd' end, 1, 'acme',
       'c', 'c', '', to_timestamp(${start / 1000} + n), '{}'
     from generate_series(1, 250000) as n`,
  );
  const config = { connectionString: databases.alpha.url };
  const database = new ViewsDatabase({ config, name: "log-count-test" });
  t.after(() => database.close());
  const counts = await countLog(database, [
    { partition: 1, type: "Odd", after: 0, upTo: 250_000 },
    { partition: 2, type: "Even", after: 100_000, upTo: 100_010 },
    { partition: 2, type: "Odd", after: 0, upTo: 250_000 },
    { partition: 3, type: "Odd", after: 10, upTo: 10 },
    { partition: 0, type: "Even", after: 249_990, upTo: 260_000 },
  ]);
  assert.deepEqual(counts, [
    { events: 62_500, oldest: start + 1_000 },
    { events: 3, oldest: start + 100_002_000 },
    { events: 0, oldest: undefined },
    { events: 0, oldest: undefined },
    { events: 3, oldest: start + 249_992_000 },
  ]);
  assert.deepEqual(await countLog(database, []), []);
  const log = new EventLog(database);
  assert.equal(await log.positionBefore(start + 5_000), 4);
  assert.equal(await log.positionBefore(start), 0);
  assert.equal(await log.positionBefore(start + 1e12), 250_000);
});
