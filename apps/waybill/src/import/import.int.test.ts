/** The importer against the whole of Waybill: its counts, and that being interrupted and run again changes nothing. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { emptyDirectory } from "@waybill/postgres/testing";
import pino from "pino";
import type { Target } from "../client.ts";
import { readConfig } from "../config.ts";
import { startSystem, type System } from "../system/system.ts";
import { ApiPool } from "./api-pool.ts";
import { openCsv } from "./csv/csv-source.ts";
import { readMapping } from "./csv/mapping.ts";
import type { ImportSource } from "./import-source.ts";
import { openOlist } from "./olist/olist-source.ts";
import { Progress } from "./progress.ts";
import type { ReconciliationReport } from "./reconciliation.ts";
import { RejectsFile } from "./rejects-file.ts";
import { runImport } from "./run-import.ts";
import { writeOlistSample } from "./testing/olist-sample.ts";

const examples = fileURLToPath(new URL("examples/", import.meta.url));
const furtherOrders = 60;
let directory: string;
let system: System;
let target: Target;

before(async () => {
  directory = emptyDirectory();
  // PostgreSQL may run as another user, who has to get through.
  chmodSync(directory, 0o755);
  const config = readConfig({ WAYBILL_DATA: join(directory, "data"), WAYBILL_PORT: "0" });
  system = await startSystem(config, pino({ level: "silent" }));
  const { secret } = await system.keys.create({ tenant: "dev", role: "admin", name: "test" });
  target = { url: system.url, apiKey: secret };
});
after(async () => {
  await system.stop();
  rmSync(directory, { recursive: true });
});

test("an import that is interrupted and run again places, cancels and receives everything once", async () => {
  mkdirSync(join(directory, "olist"));
  writeOlistSample(join(directory, "olist"), furtherOrders);
  const open = (): Promise<ImportSource> => openOlist(join(directory, "olist"));
  const stop = new AbortController();
  await assert.rejects(
    importFrom(open, { signal: stop.signal, onStep: (step) => step === 30 && stop.abort() }),
    { name: "AbortError" },
  );
  const expected: ReconciliationReport = {
    orders: 7 + furtherOrders,
    rejected: 4,
    completed: 1 + furtherOrders,
    cancelled: 2,
    completedValue: { amount: 6066 + furtherOrders * 2100, currency: "BRL" },
    paymentMismatches: 2,
    ok: true,
    differenceCount: 0,
    differences: [],
  };
  assert.deepEqual(await importFrom(open), expected);
  assert.deepEqual(await importFrom(open), expected);
  const [stock] = (await stockOf("p1")).locations;
  // One came back from the order that history cancelled; those of the unavailable order never came.
  assert.deepEqual(stock, {
    location: "olist",
    available: 1,
    reserved: 0,
    shipped: 2 + furtherOrders,
  });
  const rejects = readFileSync(join(directory, "rejects.jsonl"), "utf8").trim().split("\n");
  assert.deepEqual(
    rejects.map((line) => (JSON.parse(line) as { orderId: string }).orderId).toSorted(),
    ["o4", "o5", "o6", "o7"],
  );
});

test("the documented example of a CSV import runs as its comments say", async () => {
  const mapping = readMapping(join(examples, "orders.yaml"));
  const report = await importFrom(() => openCsv(join(examples, "orders.csv"), mapping));
  assert.deepEqual(report, {
    orders: 7,
    rejected: 2,
    completed: 3,
    cancelled: 2,
    completedValue: { amount: 1730 + 2980 + 3690, currency: "EUR" },
    paymentMismatches: 1,
    ok: true,
    differenceCount: 0,
    differences: [],
  });
});

async function importFrom(
  open: () => Promise<ImportSource>,
  interruption?: { readonly signal: AbortSignal; readonly onStep: (step: number) => unknown },
): Promise<ReconciliationReport> {
  const source = await open();
  const connections = 32;
  const signal = interruption?.signal;
  const api = new ApiPool(target, { connections, ...(signal === undefined ? {} : { signal }) });
  const rejects = new RejectsFile(join(directory, "rejects.jsonl"));
  const progress = new StepCounter(interruption?.onStep ?? (() => undefined));
  try {
    const run = { source, api, rejects, progress, concurrency: connections };
    return (await runImport(run)).report;
  } finally {
    rejects.close();
    source.close();
    await api.close();
  }
}

class StepCounter extends Progress {
  readonly #onStep: (step: number) => unknown;
  #steps = 0;

  constructor(onStep: (step: number) => unknown) {
    super({ quiet: true });
    this.#onStep = onStep;
  }

  override step(): void {
    this.#steps += 1;
    this.#onStep(this.#steps);
  }
}

interface Stock {
  readonly locations: readonly object[];
}

async function stockOf(sku: string): Promise<Stock> {
  const headers = { authorization: `Bearer ${target.apiKey}` };
  const response = await fetch(`${target.url}/v1/stock/${sku}`, { headers });
  assert.equal(response.status, 200);
  return (await response.json()) as Stock;
}
