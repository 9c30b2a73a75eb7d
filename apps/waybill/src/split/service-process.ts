import { createHttpHost, type HttpHost } from "@waybill/kit";
import type { Servers } from "@waybill/postgres";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { EventRates } from "../ops/overview/event-rates.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { KeySessions } from "../platform/sessions.ts";
import { admission } from "../system/admission.ts";
import { assemble, once, startAll, stopAll, type Assembly } from "../system/assembly.ts";
import { backgroundOf } from "../system/background.ts";
import type { Broker } from "../system/broker.ts";
import { asyncApi } from "../system/asyncapi.ts";
import { readiness } from "../system/health.ts";
import { listen } from "../system/listen.ts";
import { watchRuntimes } from "../system/runtime-metrics.ts";
import { refuseStrangeTopics } from "../system/strange-topics.ts";
import type { RunningService } from "../system/running-service.ts";
import { version } from "../version.ts";
import type { Outbox } from "./outbox.ts";
import { reportRoute } from "./process-report.ts";
import type { SpanOutbox } from "./span-outbox.ts";
import { untilConnected, type WaitOptions } from "./waiting-room.ts";

export interface ProcessStart {
  readonly config: Config;
  readonly log: Logger;
  /** For a broker that is away, or refuses, just now. */
  readonly waiting: WaitOptions;
  readonly process: string;
  readonly service: string;
  /** Brings it the events of the others; their logs are read where they are without one. */
  readonly broker: Broker | undefined;
  readonly lines: Outbox<string>;
  readonly spans: SpanOutbox;
}

/** A process that serves calls. */
export interface StartedProcess {
  readonly url: string;
  /** Refuses new work, finishes what is under way, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts one service alone. Others of the same service share its partitions with it. */
export async function startServiceProcess(
  servers: Servers,
  start: ProcessStart,
): Promise<StartedProcess> {
  const { config, log, service, broker } = start;
  const url = (): string | undefined => config.gatewayUrl;
  const only = { service, broker };
  const assembly = await assemble(servers, { config, log, only, url, alone: false });
  const { running, modules, connected, clock, telemetry, committed } = assembly;
  const [own] = running;
  if (own === undefined) throw new Error(`there is no service ${service}`);
  const rates = new EventRates();
  committed.addForAll((events) => {
    rates.record(events);
  });
  const host = hostOf(assembly, { ...start, own, rates });
  watchRuntimes(telemetry, running);
  const background = backgroundOf(running, { connected, clock, log });
  const stop = once(async () => {
    for (const each of background) await each.stop();
    await host.close();
    await stopAll(running);
    await assembly.close();
    await servers.stop();
  });
  try {
    const { publisher, bus } = assembly;
    if (publisher !== undefined) {
      const look = () => refuseStrangeTopics(publisher, bus.reader(service));
      await untilConnected("broker", look, start.waiting);
    }
    const listening = await listen(host, config);
    if (service === "payments" && config.gatewayUrl !== undefined) {
      modules.listening(config.gatewayUrl);
    }
    await startAll(running);
    for (const each of background) each.start();
    return { url: listening.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface HostParts extends ProcessStart {
  readonly own: RunningService;
  readonly rates: EventRates;
}

/** The routes of the service, and what the gateway asks of it. */
function hostOf(assembly: Assembly, parts: HostParts): HttpHost {
  const { modules, connected, running, clock, registry, audit, authenticator } = assembly;
  const { own, log, service } = parts;
  const internal = new InternalKeys(modules.secrets.internal);
  const ready = () => readiness(running, connected);
  return createHttpHost({
    routes: [
      ...own.module.routes(own.context),
      reportRoute({ ...parts, runtime: own.runtime, clock, ready }),
    ],
    authenticate: (token) => internal.principalOf(token) ?? authenticator.authenticate(token),
    sessions: new KeySessions({
      secret: modules.secrets.sessions,
      clock,
      principalOf: (keyId) => authenticator.holderOf(keyId),
    }),
    audit,
    log,
    metrics: registry,
    info: { title: `Waybill: ${service}`, version, description: "One service, as it runs alone." },
    asyncapi: () => asyncApi(version, [own.module.service]),
    health: { ready },
    admission: admission(running),
  });
}
