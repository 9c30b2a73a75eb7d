import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ServiceModule } from "@waybill/kit";
import { makeDataDirectory, type Layout } from "@waybill/postgres";
import { Command, Option } from "commander";
import pino, { type Logger } from "pino";
import { readConfig, type Config } from "../config.ts";
import { runFileOf } from "../client.ts";
import { Unusable } from "../failure.ts";
import { readable } from "../split/merged-log.ts";
import { startSplit, type SplitOptions } from "../split/supervisor.ts";
import { version } from "../version.ts";
import { startSystem, type System } from "../system/system.ts";
import { LogBuffer } from "../telemetry/log-buffer.ts";
import { ownName } from "../telemetry/own-name.ts";
import { SpanBuffer } from "../telemetry/span-buffer.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { loadGuests } from "./guests.ts";
import { openInstallation } from "./installation.ts";
import { readSplit, splitOptions, type SplitFlags } from "./split-options.ts";
import { stopSignal } from "./stop-signal.ts";
import { readyLine, welcome } from "./welcome.ts";

/** `waybill up`: every service in one process. */
export function upCommand(): Command {
  const command = new Command("up")
    .description("run every service in this process, on the embedded PostgreSQL or on DATABASE_URL")
    .option(
      "--with <file...>",
      "run further services beside the seven: modules whose default export is one",
    )
    .addOption(
      new Option(
        "--databases <layout>",
        "one PostgreSQL for all, or one for each service; the data directory keeps what it has at its first start",
      ).choices(["shared", "separate"]),
    );
  return splitOptions(command)
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
    .action(async (options: UpFlags) => {
      const json = options.json === true;
      const layout = options.databases;
      const config = readConfig(
        options.bus === undefined ? process.env : { ...process.env, WAYBILL_BUS: options.bus },
      );
      const split = readSplit(options);
      if (split !== undefined) {
        refuseGuests(options);
        await upSplit(config, { json, layout, ...split });
        return;
      }
      refuseBroker(config);
      const guests = await loadGuests(options.with ?? []);
      await up(config, { json, layout, guests });
    });
}

interface UpFlags extends SplitFlags {
  readonly json?: boolean;
  readonly with?: string[];
  readonly databases?: Layout;
}

/** @throws {Unusable} `config-invalid` */
function refuseGuests({ with: guests }: UpFlags): void {
  if (guests === undefined) return;
  throw new Unusable("config-invalid", "--with cannot be combined with --split");
}

/** @throws {Unusable} `config-invalid` */
function refuseBroker({ bus }: Config): void {
  if (bus === "postgres") return;
  throw new Unusable(
    "config-invalid",
    `the bus is ${bus}, which is for services in processes of their own; add --split, or leave out --bus and WAYBILL_BUS`,
  );
}

interface Installation {
  readonly json: boolean;
  readonly layout: Layout | undefined;
}

type SplitUp = Pick<SplitOptions, "replicas" | "autoscale"> & Installation;

interface UpOptions extends Installation {
  readonly guests: readonly ServiceModule[];
}

async function up(config: Config, { json, layout, guests }: UpOptions): Promise<void> {
  makeDataDirectory(config.dataDir);
  const logs = new LogBuffer();
  const write = logFile(config, json);
  const log = pino(
    { level: config.logLevel, base: {}, ...ownName("waybill") },
    {
      write: (line) => {
        write(line);
        logs.add(line);
      },
    },
  );
  const traces = new SpanBuffer();
  const tracing = await startTracing({ ...config, version }, traces);
  try {
    await serve({ config, json, log }, () =>
      startSystem(config, log, { guests, layout, recent: { logs, traces } }),
    );
  } finally {
    await tracing.stop();
  }
}

async function upSplit(config: Config, { json, ...split }: SplitUp): Promise<void> {
  makeDataDirectory(config.dataDir);
  const write = logFile(config, json);
  const line = (text: string): void => {
    write(text);
    if (!json) process.stdout.write(`${readable(text)}\n`);
  };
  let show: (text: string) => void = () => undefined;
  const log = pino(
    { level: config.logLevel, base: { process: "supervisor" }, ...ownName("waybill") },
    {
      write: (text) => {
        line(text.trimEnd());
        show(text.trimEnd());
      },
    },
  );
  const ownLines: SplitOptions["ownLines"] = (to) => {
    show = to;
  };
  await serve({ config, json, log }, (signal) =>
    startSplit(config, log, { ...split, line, ownLines, signal }),
  );
}

interface Serving {
  readonly config: Config;
  readonly json: boolean;
  readonly log: Logger;
}

/**
 * From the start to the end by a signal.
 * @param start may end early when its signal is aborted; it leaves nothing running then
 */
async function serve(
  { config, json, log }: Serving,
  start: (signal: AbortSignal) => Promise<System>,
): Promise<void> {
  const { signal, received } = stopSignal();
  const started = performance.now();
  let system: System;
  try {
    system = await start(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    log.info({ signal: await received }, "stopped before it was ready");
    return;
  }
  try {
    const run = await openInstallation(system, config.dataDir);
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(json ? readyLine(config.dataDir, run) : welcome(run, seconds));
    log.info({ signal: await received }, "stopping: finishing what is under way");
  } finally {
    // Also when it could not be opened: what runs would go on, deaf to signals.
    await system.stop();
    rmSync(runFileOf(config.dataDir), { force: true });
  }
  log.info("stopped");
}

/** To a file beside the data in a terminal, so that the screen shows what matters; else to stderr. */
function logFile(config: Config, json: boolean): (line: string) => void {
  const destination = json ? 2 : join(config.dataDir, "waybill.log");
  const file = pino.destination({ dest: destination, sync: false, mkdir: true, mode: 0o600 });
  return (line) => {
    file.write(line.endsWith("\n") ? line : `${line}\n`);
  };
}
