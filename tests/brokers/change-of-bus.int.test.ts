/**
 * An installation changes from logs that are read where they are to a broker, and back. What was handled before is
 * not handled again, and what was not is.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { TestRedis } from "@waybill/bus-redis/testing";
import { emptyDirectory } from "@waybill/postgres/testing";
import { startWaybill, type Waybill } from "../waybill-process.ts";

const startMs = 240_000;
const endMs = 60_000;
const redis = await TestRedis.start();
const dataDir = emptyDirectory();
after(async () => {
  if (typeof redis !== "string") await redis.end();
  rmSync(dataDir, { recursive: true, force: true });
});
const prefix = randomUUID();

async function on(bus: "postgres" | "redis", address: string): Promise<void> {
  const split = bus === "postgres" ? [] : ["--split", "--bus", bus];
  const waybill = await startWaybill(
    { after },
    {
      dataDir,
      startMs,
      arguments: split,
      environment: { WAYBILL_REDIS_URL: `redis://${address}`, WAYBILL_TOPIC_PREFIX: prefix },
    },
  );
  for (let count = 0; count < 3; count++) await carriedOut(waybill);
  // What another bus left behind does not count, nor does the rest of a log of which topics are read.
  await waybill.until(async () => {
    const { code, stdout } = await waybill.command("verify", "--json");
    assert.equal(code, 0, stdout);
    return (JSON.parse(stdout) as { behind: number }).behind === 0;
  }, endMs);
  await waybill.stop();
}

async function carriedOut(waybill: Waybill): Promise<void> {
  const { body } = await waybill.placeOrder({ lines: [{ sku: "TOTE-CANVAS", quantity: 1 }] });
  const { id } = body as { id: string };
  await waybill.until(async () => {
    const { body: order } = await waybill.call("GET", `/v1/orders/${id}`);
    return (order as { status: string }).status === "completed";
  }, endMs);
}

test(
  "an installation changes to a broker and back, and every promise is kept",
  { skip: typeof redis === "string" ? redis : false },
  async () => {
    const address = typeof redis === "string" ? "" : redis.connection.address;
    for (const bus of ["postgres", "redis", "postgres", "redis"] as const) await on(bus, address);
  },
);
