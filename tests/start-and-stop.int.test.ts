import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { emptyDirectory } from "@waybill/postgres/testing";
import type { OrderDocument } from "./ledgers.ts";
import { runWaybill, startWaybill, type CommandResult, type Lifetime } from "./waybill-process.ts";

function temporary(t: Lifetime): string {
  const path = emptyDirectory();
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
    return Promise.resolve();
  });
  return path;
}

function refusesWith({ code, stdout, stderr }: CommandResult, ...says: readonly string[]): void {
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  for (const words of says) assert.ok(stderr.includes(words), `${words} is not in: ${stderr}`);
  assert.doesNotMatch(stderr, /\bat .*\.ts:/, "no stack for a person's mistake");
}

test("a setting out of range stops `up` with its name, its value and what is allowed, before anything is begun", async (t) => {
  const dataDir = join(temporary(t), "data");
  const result = await runWaybill(["up", "--json"], {
    WAYBILL_DATA: dataDir,
    WAYBILL_PORT: "70000",
  });
  refusesWith(
    result,
    "WAYBILL_PORT is 70000",
    "a whole number from 0 to 65535",
    "[config-invalid]",
  );
  assert.ok(!existsSync(dataDir));
});

test("a port in use stops `up`, says by whom, and leaves nothing running", async (t) => {
  const dataDir = temporary(t);
  const holder = createServer();
  holder.listen(0, "127.0.0.1");
  await once(holder, "listening");
  t.after(() => {
    holder.close();
  });
  const { port } = holder.address() as AddressInfo;
  const result = await runWaybill(["up", "--json"], {
    WAYBILL_DATA: dataDir,
    WAYBILL_PORT: String(port),
  });
  refusesWith(result, String(port), `process ${process.pid}`, "[port-in-use]");
  assert.ok(!existsSync(join(dataDir, "run.json")));
  assert.ok(!existsSync(join(dataDir, "postgres", "postmaster.pid")), "PostgreSQL is stopped");
});

test("a server takes its data directory for itself, ends on SIGTERM with what was accepted safe, and goes on with it", async (t) => {
  const dataDir = temporary(t);
  const waybill = await startWaybill(t, { dataDir });
  const second = await runWaybill(["up", "--json"], { WAYBILL_DATA: dataDir, WAYBILL_PORT: "0" });
  refusesWith(second, dataDir, `process ${waybill.pid}`, "[data-directory-in-use]");
  const run = JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8")) as {
    pid: number;
    url: string;
  };
  assert.deepEqual([run.pid, run.url], [waybill.pid, waybill.url]);

  const waiting = waybill.placeOrder(
    { payment: { token: "tok_timeout_after_success" } },
    { prefer: "wait=30" },
  );
  const placed = await Promise.all(Array.from({ length: 60 }, () => waybill.placeOrder()));
  const postmaster = Number(
    readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0],
  );
  assert.equal(await waybill.stop(), 0);
  assert.equal((await waiting).status, 202, "who waits is answered");
  assert.ok(!existsSync(join(dataDir, "run.json")));
  assert.throws(() => process.kill(postmaster, 0), { code: "ESRCH" });
  const { code, stderr } = await waybill.command("order", "ord_1");
  assert.equal(code, 2, "there is no server to ask");
  assert.match(stderr, /\[no-server\]/);

  const key = waybill.apiKey;
  await waybill.start();
  assert.equal(waybill.apiKey, key);
  for (const { status, body } of placed) {
    assert.equal(status, 202);
    const { id } = body as OrderDocument;
    await waybill.until(async () => {
      const found = await waybill.call("GET", `/v1/orders/${id}`);
      return (found.body as OrderDocument).status === "completed";
    });
  }
  await waybill.until(async () => {
    const { body } = await waybill.call("GET", "/v1/stock/MUG-BLUE");
    const { reserved, shipped } = body as { reserved: number; shipped: number };
    return reserved === 0 && shipped === 2 * (placed.length + 1);
  });
  const verified = await waybill.command("verify", "--json");
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});
