/**
 * The processes of compose.yaml, with the command and the environment of their containers and nothing else;
 * of the environment only the addresses are changed, since all are on one machine here.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openServer } from "@waybill/postgres";
import { emptyDirectory } from "@waybill/postgres/testing";
import pino from "pino";
import { environmentOf, readCompose, waybillServices } from "waybill/testing";
import { freePort } from "@waybill/brokers";
import { RunProcess } from "./split-processes.ts";
import { anasOrder } from "../waybill-process.ts";

/** No container shares a directory with another: who wants one fails. */
const noDirectory = "/dev/null/waybill";
const readyMs = 120_000;
const endMs = 60_000;

const dataDir = emptyDirectory();
after(() => rmSync(dataDir, { recursive: true, force: true }));
const postgres = await openServer({ dataDir, log: pino({ level: "silent" }) });
after(() => postgres.stop());
const address = new URL(postgres.superuserUrl);

const containers = await Promise.all(
  waybillServices(readCompose()).map(async ([name, service]) => {
    const [, runs = ""] = service.command ?? [];
    return { name, runs, service, port: await freePort() };
  }),
);

function environment(of: (typeof containers)[number]): Record<string, string> {
  const given = environmentOf(of.service, {
    POSTGRES_PASSWORD: decodeURIComponent(address.password),
    WAYBILL_SECRET: "only-for-this-test-0123456789abcdef",
    WAYBILL_LOG: "warn",
  });
  const local = Object.entries(given).map(([key, value]) => {
    const text = containers.reduce(
      (at, { name, port }) => at.replaceAll(`//${name}:4000`, `//127.0.0.1:${port}`),
      value,
    );
    return [key, text] as const;
  });
  return {
    ...Object.fromEntries(local),
    DATABASE_URL: String(given["DATABASE_URL"]).replace("@postgres:5432/", `@${address.host}/`),
    WAYBILL_DATA: noDirectory,
    WAYBILL_PORT: String(of.port),
  };
}

const processes = containers.map((each) => ({
  ...each,
  process: new RunProcess({ after }, each.runs, environment(each)),
}));
const gateway = processes.find(({ name }) => name === "gateway");
assert.ok(gateway !== undefined);
const url = `http://127.0.0.1:${gateway.port}`;

/** Of the image: exit code 0 when the process is healthy. */
function healthcheck(port: number): number | null {
  const dockerfile = readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8");
  const [, words = "[]"] = /HEALTHCHECK[^[]*CMD (\[.*\])/.exec(dockerfile) ?? [];
  const [, ...parameters] = JSON.parse(words) as string[];
  const env = { WAYBILL_PORT: String(port) };
  return spawnSync(process.execPath, parameters, { env }).status;
}

async function until(holds: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      const said = processes.map(({ name, process: { stderr } }) => `${name}: ${stderr}`);
      throw new Error(`not so after ${timeoutMs} ms\n${said.join("\n")}`);
    }
    await delay(100);
  }
}

async function call(
  key: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(new URL(path, url), {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("all containers become healthy, and an order goes from the gateway to its end", async () => {
  await until(
    async () => (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok === true,
    readyMs,
  );
  for (const { name, port } of processes) assert.equal(healthcheck(port), 0, name);

  // In the gateway's container, with what it has.
  const made = await gateway.process.beside(
    "keys",
    "create",
    "--name",
    "me",
    "--role",
    "admin",
    "--tenant",
    "shop",
    "--json",
  );
  assert.equal(made.code, 0, made.stderr);
  const { key } = JSON.parse(made.stdout) as { key: string };

  const price = { amount: 1000, currency: "EUR" };
  const product = { sku: "MUG-BLUE", name: "Mug", category: "mugs", price };
  assert.equal((await call(key, "/v1/products", product)).status, 201);
  const location = { name: "Lisbon", priority: 1 };
  const put = await fetch(`${url}/v1/locations/lisbon`, {
    method: "PUT",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(location),
  });
  assert.ok(put.ok, await put.text());
  const lines = [{ sku: "MUG-BLUE", quantity: 5 }];
  const receipt = await call(key, "/v1/stock/receipts", { location: "lisbon", lines });
  assert.ok(receipt.status < 300, JSON.stringify(receipt.body));

  const placed = await call(key, "/v1/orders", anasOrder);
  assert.equal(placed.status, 202, JSON.stringify(placed.body));
  await until(async () => {
    const { body } = await call(key, `/v1/orders/${String(placed.body["id"])}`);
    assert.notEqual(body["status"], "cancelled", JSON.stringify(body));
    return body["status"] === "completed";
  }, endMs);

  const verified = await gateway.process.beside("verify", "--json");
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  for (const each of processes.toReversed()) assert.equal(await each.process.stop(), 0, each.name);
});
