import { catalog } from "@waybill/catalog";
import { checkout } from "@waybill/checkout";
import { SimulatedCarrier, fulfilment } from "@waybill/fulfilment";
import { inventory } from "@waybill/inventory";
import {
  createCursors,
  systemRandom,
  type Clock,
  type Cursors,
  type Ids,
  type ServiceModule,
} from "@waybill/kit";
import { notifications, smtpServer, smtpSettingsOf, type EventLogs } from "@waybill/notifications";
import { orders } from "@waybill/orders";
import { SimulatedProvider, payments, postgresLedger } from "@waybill/payments";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { InternalKeys } from "../platform/internal-keys.ts";
import { sharedSecrets, type SharedSecrets } from "../platform/shared-secrets.ts";
import type { PlatformDatabases } from "./databases.ts";

export interface Modules {
  readonly services: readonly ServiceModule[];
  readonly secrets: SharedSecrets;
  readonly cursors: Cursors;
  /** Where this process listens, once it does. */
  readonly url: () => string | undefined;
  /** The simulated outside world may begin to report to this address. */
  listening(url: string): void;
  stop(): Promise<void>;
}

export interface ModuleOptions {
  readonly databases: PlatformDatabases;
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly logs: EventLogs;
  /** Where this process listens, once it does. */
  readonly url: () => string | undefined;
}

/** The seven services and the simulated outside world, each on its own database. */
export async function makeModules(options: ModuleOptions): Promise<Modules> {
  const { databases, config, clock, ids, log, logs, url } = options;
  const secrets = await sharedSecrets(databases.platform);
  const cursors = createCursors(secrets.cursors);
  const internal = new InternalKeys(secrets.internal);
  const warn = (message: string): void => {
    log.warn(message);
  };
  const webhook = (path: string) => (): string | undefined => {
    const base = url();
    return base === undefined ? undefined : new URL(path, base).href;
  };
  const provider = new SimulatedProvider({
    ledger: postgresLedger(databases.provider),
    clock,
    ids,
  });
  const carrier = new SimulatedCarrier({
    database: databases.carrier,
    clock,
    random: systemRandom,
    owner: ids.make("own"),
    webhookSecret: secrets.carrier,
    webhookUrl: webhook("/webhooks/carrier"),
    warn,
    dispatchAfterMs: config.carrierDispatchMs,
    deliverAfterMs: config.carrierDeliverMs,
  });
  return {
    secrets,
    cursors,
    url,
    listening: (at) => {
      provider.postWebhooks({
        url: new URL("/webhooks/provider", at).href,
        secrets: [secrets.provider],
        failed: warn,
      });
    },
    stop: () => provider.close(),
    services: [
      catalog({ cursors }),
      inventory({ cursors, reservationTtlMs: config.reservationSeconds * 1_000 }),
      orders({
        cursors,
        catalog: { url: () => url() ?? "", apiKey: (tenant) => internal.keyFor(tenant) },
      }),
      checkout({ cursors }),
      payments({ provider, webhookSecrets: [secrets.provider] }),
      fulfilment({ carrier, webhookSecrets: [secrets.carrier] }),
      notifications({
        cursors,
        ...(config.smtpUrl === undefined
          ? {}
          : { mailServer: smtpServer(smtpSettingsOf(config.smtpUrl, config.mailFrom)) }),
        webhooks: { random: systemRandom, allowPrivate: config.allowPrivateWebhooks, logs },
      }),
    ],
  };
}
