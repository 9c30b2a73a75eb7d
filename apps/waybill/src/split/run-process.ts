import { flushCompileCache } from "node:module";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import { joinServers, type Servers } from "@waybill/postgres";
import pino, { type Logger } from "pino";
import type { Config } from "../config.ts";
import { brokerOf, type Broker } from "../system/broker.ts";
import { serviceNames } from "../system/service-names.ts";
import { startTracing } from "../telemetry/tracing.ts";
import { version } from "../version.ts";
import { parentProcess, type ParentProcess } from "./parent-process.ts";
import { ownName } from "../telemetry/own-name.ts";
import { requireGateway, requireServices } from "./required-settings.ts";
import type { StartedProcess } from "./service-process.ts";
import { untilConnected, type WaitOptions } from "./waiting-room.ts";

export const gateway = "gateway";
/** Lines that a gateway may be behind. */
const heldLines = 4_000;

/** What a process is made of before it has a database. */
interface Role {
  /** Keeps a line of the log for those who ask for it. */
  readonly keep: (line: string) => void;
  readonly spans: SpanProcessor;
  /** What it cannot work without. */
  readonly broker?: Broker | undefined;
  start(servers: Servers, waiting: WaitOptions): Promise<StartedProcess>;
}

/** Runs a service, or the gateway, until it is told to stop. */
export async function runProcess(service: string, config: Config): Promise<void> {
  const name = config.processName ?? `${service}-${process.pid}`;
  const parent = parentProcess();
  const role =
    service === gateway
      ? await gatewayRole(config, parent)
      : await serviceRole(config, { service, name });
  const log = loggerOf(config, { service, process: name }, role.keep);
  const followsCallers = service !== gateway;
  const tracing = await startTracing({ ...config, version, followsCallers }, role.spans);
  const { signal, why } = toldToStop(parent !== undefined);
  try {
    // The supervisor's gateway asks there why a service is not ready. Of the gateway itself nobody asks.
    const opened = (url: string): void => {
      if (service !== gateway) parent?.listening(url);
    };
    const waiting = { at: config, log, opened, signal };
    const { broker } = role;
    if (broker !== undefined) {
      await untilConnected("broker", () => broker.prepare(log), waiting);
    }
    const needs = (each: string): boolean => each === service;
    const servers = await untilConnected(
      "database",
      () => joinServers({ ...config, needs }),
      waiting,
    );
    const started = await role.start(servers, waiting);
    process.stdout.write(`${JSON.stringify({ ready: true, process: name, url: started.url })}\n`);
    parent?.listening(started.url);
    // At its end would be too late for those that start meanwhile, and never when it is killed.
    flushCompileCache();
    await aborted(signal);
    log.info({ why: why() }, "stopping: finishing what is under way");
    await started.stop();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await tracing.stop();
    parent?.leave();
  }
}

/** Each role loads what it needs when it is known that it is: a service has no use for the console. */
async function gatewayRole(config: Config, parent: ParentProcess | undefined): Promise<Role> {
  if (parent === undefined) requireServices(config, serviceNames);
  const [{ startGateway }, { LogBuffer }, { SpanBuffer }] = await Promise.all([
    import("./gateway.ts"),
    import("../telemetry/log-buffer.ts"),
    import("../telemetry/span-buffer.ts"),
  ]);
  const logs = new LogBuffer();
  const traces = new SpanBuffer();
  return {
    keep: (line) => logs.add(line),
    spans: traces,
    start: async (servers, { log }) => {
      const started = await startGateway(servers, { config, log, logs, traces });
      parent?.onServices((urls) => started.use(urls));
      parent?.onLine((line) => logs.add(line));
      return started;
    },
  };
}

async function serviceRole(
  config: Config,
  { service, name }: { readonly service: string; readonly name: string },
): Promise<Role> {
  requireGateway(config, service);
  const broker = await brokerOf(config.bus, process.env);
  const [{ startServiceProcess }, { Outbox }, { SpanOutbox }] = await Promise.all([
    import("./service-process.ts"),
    import("./outbox.ts"),
    import("./span-outbox.ts"),
  ]);
  const lines = new Outbox<string>(heldLines);
  const spans = new SpanOutbox();
  return {
    keep: (line) => lines.add(line),
    spans,
    broker,
    start: (servers, waiting) =>
      startServiceProcess(servers, {
        config,
        log: waiting.log,
        waiting,
        process: name,
        service,
        broker,
        lines,
        spans,
      }),
  };
}

function loggerOf(
  { logLevel }: Config,
  { service, ...base }: { readonly service: string; readonly process: string },
  keep: (line: string) => void,
): Logger {
  const out = pino.destination({ dest: 2, sync: false });
  return pino(
    { level: logLevel, base, ...ownName(service) },
    {
      write: (line) => {
        out.write(line);
        keep(line);
      },
    },
  );
}

/**
 * By a signal, or by the end of the supervisor, which leaves nobody to stop this process.
 * @param supervised a terminal's Ctrl-C reaches all processes of it, and the supervisor stops this one
 *   when it is its turn
 */
function toldToStop(supervised: boolean): {
  readonly signal: AbortSignal;
  readonly why: () => string;
} {
  const stop = new AbortController();
  let why = "";
  const tell = (reason: string): void => {
    why ||= reason;
    stop.abort();
  };
  process.on("SIGTERM", () => tell("SIGTERM"));
  process.on("SIGINT", () => {
    if (!supervised) tell("SIGINT");
  });
  if (supervised) process.once("disconnect", () => tell("the supervisor is gone"));
  return { signal: stop.signal, why: () => why };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
