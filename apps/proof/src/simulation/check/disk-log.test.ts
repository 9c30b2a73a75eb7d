import assert from "node:assert/strict";
import { test } from "node:test";
import type { Service } from "@waybill/kit";
import { ServiceDisk } from "@waybill/simulator";
import { DiskLog } from "./disk-log.ts";

test("what a stranger wrote is not counted as unread, and has to be nothing that can be read", async () => {
  const disk = new ServiceDisk({ name: "orders" } as Service);
  for (const type of [
    Object.create(null) as object,
    { toString: 1 },
    Symbol("type"),
    "OrderPlaced",
  ])
    disk.streams.intrude({ type, partition: type });
  const spans = [{ type: "OrderPlaced", partition: 0, after: 0 }];
  assert.equal(await new DiskLog(disk).unread(spans), 0);
});
