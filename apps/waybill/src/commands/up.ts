import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Terminal, type ServiceModule } from "@waybill/kit";
import { writeDurably } from "@waybill/postgres";
import { Command } from "commander";
import pino, { type Logger } from "pino";
import { readConfig, type Config } from "../config.ts";
import { runFileOf, type RunFile } from "../client.ts";
import { loadSampleShopOnce } from "../sample-shop/first-start.ts";
import { version } from "../system/api-host.ts";
import { startSystem, type System } from "../system/system.ts";
import { LogBuffer } from "../telemetry/log-buffer.ts";
import { startTracing } from "../telemetry/tracing.ts";

/** `waybill up`: every service in one process. */
export function upCommand(): Command {
  return new Command("up")
    .description("run every service in this process, on the embedded PostgreSQL or on DATABASE_URL")
    .option(
      "--with <file...>",
      "run further services beside the seven: modules whose default export is one",
    )
    .option("--json", "print one line of JSON when ready, and the log as JSON")
    .addHelpText(
      "after",
      `
Settings (environment): WAYBILL_PORT (4000), WAYBILL_HOST (127.0.0.1), WAYBILL_DATA (.waybill),
DATABASE_URL, WAYBILL_LOG (info), WAYBILL_SMTP_URL, WAYBILL_MAIL_FROM, WAYBILL_CARRIER_DISPATCH_MS,
WAYBILL_CARRIER_DELIVER_MS, WAYBILL_RESERVATION_SECONDS, WAYBILL_PRIVATE_WEBHOOKS,
WAYBILL_TRACES_PER_SECOND (5), OTEL_EXPORTER_OTLP_ENDPOINT (none).
Stops with Ctrl-C or SIGTERM: takes no more, finishes what is under way, stops PostgreSQL.`,
    )
    .action(async (options: { json?: boolean; with?: string[] }) => {
      const guests = await Promise.all((options.with ?? []).map(loadGuest));
      await up(readConfig(process.env), { json: options.json === true, guests });
    });
}

interface UpOptions {
  readonly json: boolean;
  readonly guests: readonly ServiceModule[];
}

async function up(config: Config, { json, guests }: UpOptions): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true });
  const logs = new LogBuffer();
  const log = logger(config, { json, logs });
  const tracing = await startTracing({ ...config, version });
  const stopping = stopSignal();
  const started = performance.now();
  const system = await startSystem(config, log, {
    guests,
    recent: { logs, traces: tracing.traces },
  });
  try {
    const run = await open(system, config.dataDir);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(json ? readyLine(config, run) : welcome(run, seconds));
    const signal = await stopping;
    log.info({ signal }, "stopping: finishing what is under way");
  } finally {
    // Also when it could not be opened: what runs would go on, deaf to signals.
    await system.stop();
    await tracing.stop();
    rmSync(runFileOf(config.dataDir), { force: true });
  }
  log.info("stopped");
}

/** Lets the other commands find the server, and fills the shop at the first start. */
async function open(system: System, dataDir: string): Promise<RunFile> {
  const apiKey = await developmentKey(system, dataDir);
  const run: RunFile = { url: system.url, pid: process.pid, apiKey };
  writePrivately(runFileOf(dataDir), `${JSON.stringify(run)}\n`);
  await loadSampleShopOnce(system, run);
  return run;
}

/** @throws {Terminal} `guest-invalid` when the file's default export is not a service */
async function loadGuest(file: string): Promise<ServiceModule> {
  const loaded = (await import(pathToFileURL(resolve(file)).href)) as {
    default?: Partial<ServiceModule>;
  };
  const guest = loaded.default;
  if (guest?.service === undefined || guest.routes === undefined) {
    throw new Terminal(
      "guest-invalid",
      `${file}: its default export is not a service; docs/add-a-service.md shows one`,
      { status: 500 },
    );
  }
  return guest as ServiceModule;
}

/** To a file beside the data in a terminal, so that the screen shows what matters; else to stderr. */
function logger(
  config: Config,
  { json, logs }: { readonly json: boolean; readonly logs: LogBuffer },
): Logger {
  const destination = json ? 2 : join(config.dataDir, "waybill.log");
  const file = pino.destination({ dest: destination, sync: false, mkdir: true });
  return pino(
    { level: config.logLevel, base: { service: "waybill" } },
    {
      write: (line) => {
        file.write(line);
        logs.add(line);
      },
    },
  );
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    // A second signal of the same kind may be npm's copy of the first; it does not mean to hurry.
    process.on("SIGINT", () => undefined);
    process.on("SIGTERM", () => undefined);
  });
}

/** The key of the development tenant: made at the first start, kept where only its owner reads it. */
async function developmentKey(system: System, dataDir: string): Promise<string> {
  const file = join(dataDir, "development-key");
  try {
    const kept = readFileSync(file, "utf8").trim();
    if (kept !== "" && (await system.isKnownKey(kept))) return kept;
  } catch {
    // The first start.
  }
  const { secret } = await system.keys.create({
    tenant: "dev",
    role: "admin",
    name: "development",
  });
  // It is shown and copied: it has to be the same after a power cut.
  writeDurably(file, `${secret}\n`);
  return secret;
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

function readyLine(config: Config, run: RunFile): string {
  return `${JSON.stringify({ ready: true, url: run.url, apiKey: run.apiKey, dataDir: config.dataDir })}\n`;
}

function welcome(run: RunFile, seconds: number): string {
  return `
  Waybill is ready, after ${seconds.toFixed(1)} s.

    Console    ${run.url}/#key=${run.apiKey}
    API        ${run.url}/v1
    Reference  ${run.url}/docs   (OpenAPI: /openapi.json, events: /asyncapi.json)
    Health     ${run.url}/health/ready   Metrics: ${run.url}/metrics

  Place a first order and wait for it to be delivered to the end:

${firstOrder(run)}

  Then: npx waybill order <id>    npx waybill verify    Ctrl-C stops.
`;
}

function firstOrder({ url, apiKey }: RunFile): string {
  const order = {
    customer: { email: "ana@example.com", name: "Ana" },
    shippingAddress: {
      name: "Ana",
      line1: "1 Main St",
      city: "Porto",
      postalCode: "4000-001",
      country: "PT",
    },
    currency: "EUR",
    lines: [{ sku: "MUG-BLUE", quantity: 2 }],
    payment: { token: "tok_ok" },
  };
  return `    curl -sS ${url}/v1/orders \\
      -H 'Authorization: Bearer ${apiKey}' \\
      -H 'Content-Type: application/json' -H 'Prefer: wait=5' \\
      -d '${JSON.stringify(order)}'`;
}
