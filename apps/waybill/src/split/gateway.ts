import type { Readiness, Recorded } from "@waybill/kit";
import type { Servers } from "@waybill/postgres";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { apiHost } from "../system/api-host.ts";
import { assemble, once, type Assembly } from "../system/assembly.ts";
import { originals } from "../system/bus.ts";
import { desksOf } from "../system/desks.ts";
import { readiness } from "../system/health.ts";
import { listen } from "../system/listen.ts";
import type { WatchedService } from "../system/watched-service.ts";
import type { LogBuffer } from "../telemetry/log-buffer.ts";
import type { SpanBuffer } from "../telemetry/span-buffer.ts";
import { forward } from "./forward.ts";
import type { ProcessReport } from "./process-report.ts";
import { Replicas, type ServiceUrls } from "./replicas.ts";
import { ReportedRuntime, sumOfRates } from "./reported-runtime.ts";
import type { StartedProcess } from "./service-process.ts";

export interface GatewayStart {
  readonly config: Config;
  readonly log: Logger;
  /** Of all processes, as they report. */
  readonly logs: LogBuffer;
  readonly traces: SpanBuffer;
}

export interface Gateway extends StartedProcess {
  /** From now on these are the processes of the services. */
  use(urls: ServiceUrls): void;
}

/** Orders are counted by these. */
const counted = new Set(["OrderPlaced", "OrderConfirmed", "OrderCompleted", "OrderCancelled"]);
const source = "orders";
const mostAtOnce = 1_000;
const countAgainMs = 1_000;

/**
 * Starts the public address of an installation whose services run as processes of their own: it hands
 * calls on to them, and has itself what is of all of them: sessions, audit trail, operations, console.
 */
export async function startGateway(
  servers: Servers,
  { config, log, logs, traces }: GatewayStart,
): Promise<Gateway> {
  const address: { url?: string } = {};
  const url = (): string | undefined => address.url;
  const assembly = await assemble(servers, { config, log, url, alone: false, onlyConnects: true });
  const { connected, bus, running, modules } = assembly;
  const replicas = new Replicas({
    key: new InternalKeys(modules.secrets.internal).keyFor(""),
    services: running.map(({ module }) => module.service.name),
    told: heard(logs, traces),
  });
  const watched = running.map(({ module, context, runtime }): WatchedService => {
    const { name } = module.service;
    return { module, context, runtime: new ReportedRuntime(runtime, () => replicas.reports(name)) };
  });
  const rates = { perSecond: () => sumOfRates(replicas.allReports()) };
  const desks = desksOf({ ...assembly, config, log, watched, rates });
  const host = apiHost({
    ...assembly,
    ...desks,
    watched,
    log,
    recent: { logs, traces },
    original: originals(bus, connected),
    forward: (service, call) => forward(service, replicas.inTurn(service), call),
    ready: () => readinessOf(assembly, watched, replicas),
  });
  const counting = countOrders(assembly, (events) => {
    desks.overview.record(events);
  });
  const stop = once(async () => {
    counting.stop();
    await host.close();
    await replicas.close();
    await assembly.close();
    await servers.stop();
  });
  try {
    replicas.set(config.serviceUrls);
    const listening = await listen(host, config);
    address.url = listening.url;
    return { url: listening.url, stop, use: (urls) => replicas.set(urls) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Those of two processes come in the order in which these were asked: up to a second off. */
function heard(logs: LogBuffer, traces: SpanBuffer): (report: ProcessReport) => void {
  return ({ lines, spans }) => {
    for (const line of lines.items) logs.add(line);
    for (const span of spans.items) traces.add(span);
  };
}

async function readinessOf(
  { connected }: Assembly,
  watched: readonly WatchedService[],
  replicas: Replicas,
): Promise<Readiness> {
  const own = await readiness(watched, connected);
  const theirs = replicas.readiness();
  return { ok: own.ok && theirs.ok, checks: { ...own.checks, ...theirs.checks } };
}

/**
 * Follows the log of the orders: each of its events is seen here once, whichever process wrote it, so
 * that times between two events of an order are right when two processes wrote them. While the log cannot
 * be read it tries again.
 */
function countOrders(
  { bus, clock }: Pick<Assembly, "bus" | "clock">,
  record: (events: readonly Recorded[]) => void,
): { stop(): void } {
  let cancel = (): void => undefined;
  let stopped = false;
  const begin = async (): Promise<void> => {
    const { head } = await bus.reader(source).read([], Number.MAX_SAFE_INTEGER, 1);
    if (stopped) return;
    const feed = bus.follow({
      source,
      types: counted,
      after: head,
      ready: () => {
        while (feed.waiting > 0) record(feed.take(mostAtOnce).messages);
      },
    });
  };
  const attempt = (): void => {
    begin().catch(() => {
      if (!stopped) cancel = clock.after(countAgainMs, attempt);
    });
  };
  attempt();
  return {
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
