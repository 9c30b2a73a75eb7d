import { systemClock, systemIds } from "@waybill/kit";
import {
  ConsumerAdmin,
  EventLog,
  ViewsDatabase,
  attachServers,
  placeOf,
  type Servers,
} from "@waybill/postgres";
import pino from "pino";
import type { Config } from "../config.ts";
import { AuditTrail } from "../platform/audit-trail.ts";
import { openPlatform } from "../system/databases.ts";
import { requireInstallation } from "../existing-installation.ts";
import { verifiedServices } from "../verify/verified-services.ts";
import { GroupDesk, type GroupService } from "./group-desk.ts";

/** The groups of an installation, and where it is written down who changes them. */
export interface OpenedGroups {
  readonly desk: GroupDesk;
  audit(): Promise<AuditTrail>;
}

/**
 * Lends the groups of the seven services, on the PostgreSQL of the installation: the one that runs, or one
 * that is started for this.
 * @throws what `attachServers` throws; {Unusable} `no-installation` when no Waybill was ever started there
 */
export async function withGroups<T>(
  config: Pick<Config, "dataDir" | "databaseUrl" | "databaseUrls" | "secret" | "smtpUrl">,
  use: (groups: OpenedGroups) => Promise<T>,
): Promise<T> {
  requireInstallation(config);
  const { smtpUrl } = config;
  const log = pino({ level: "silent" });
  const servers = await attachServers({ ...config, log });
  const closing: { close(): Promise<void> }[] = [];
  try {
    const services = verifiedServices({ mailsBySmtp: smtpUrl !== undefined });
    const opened = services.map((service): GroupService => {
      const { config: connection, name } = ownerOf(servers, service.name);
      const admin = new ConsumerAdmin({ config: connection, name });
      const database = new ViewsDatabase({ config: connection, name, connections: 1 });
      closing.push(admin, database);
      return { service, admin, database, log: new EventLog(database) };
    });
    return await use({
      desk: new GroupDesk(opened, systemClock),
      audit: async () => {
        const { platform } = await openPlatform(servers, ["platform"]);
        closing.push(platform);
        return new AuditTrail({ database: platform, ids: systemIds(), log });
      },
    });
  } finally {
    await Promise.all(closing.map((each) => each.close()));
    await servers.stop();
  }
}

function ownerOf(servers: Servers, service: string) {
  const { url } = placeOf(servers.of(service), service);
  return { config: { connectionString: url }, name: `waybill groups ${service}` };
}
