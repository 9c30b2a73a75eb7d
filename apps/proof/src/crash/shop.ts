import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attachServer, openServer, type PostgresServer } from "@waybill/postgres";
import pino from "pino";
import { oneOf } from "./chance.ts";
import { CuttableDisk } from "./cuttable-disk.ts";
import type { Target } from "./order-client.ts";
import { postmasterOf } from "./postmaster.ts";
import { killProcessesIn } from "./processes-in.ts";
import { onDatabase } from "./sessions.ts";
import { mountSmallDisk, unmount } from "./small-disk.ts";
import { SmtpSink } from "./smtp-sink.ts";
import type { LogWitness } from "./split/log-witness.ts";
import { ServiceProcesses } from "./split/service-processes.ts";
import { ShopKafka } from "./split/shop-kafka.ts";
import { ShopRedis } from "./split/shop-redis.ts";
import { openBroker, parametersOf, type Split } from "./split/split.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { WaybillServer } from "./waybill-server.ts";

/**
 * `embedded`: Waybill runs its PostgreSQL. `small-disk`: the same, on a disk that can be filled;
 * `ext4` and `xfs`: on one whose power can be cut. `behind-proxy`: the drill runs PostgreSQL, and
 * Waybill reaches it through a proxy.
 */
export type Place = "embedded" | "small-disk" | "ext4" | "xfs" | "behind-proxy";

const silent = pino({ level: "silent" });
const smallDiskMebibytes = 512;

interface Outside {
  readonly postgres: PostgresServer;
  readonly proxy: TcpProxy;
}

interface Parts {
  readonly place: Place;
  readonly root: string;
  readonly disk: CuttableDisk | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly mails: SmtpSink | undefined;
  readonly outside: Outside | undefined;
  readonly split: Split | undefined;
  readonly broker: ShopKafka | ShopRedis | undefined;
}

export interface ShopOptions {
  /** Mails go through a mail server that counts them; else they are written down and not sent. */
  readonly isMailing: boolean;
  /** Where its directories are made. */
  readonly base: string;
  /** Of its servers, beside what the place asks for. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly split?: Split | undefined;
}

/** A Waybill in operation, on directories of its own that go with it. */
export class Shop {
  readonly mails: SmtpSink | undefined;
  readonly server: WaybillServer;
  readonly dataDir: string;
  /** Those that orders are sent to. */
  serving: readonly WaybillServer[];
  readonly #parts: Parts;
  readonly #all: WaybillServer[] = [];

  /** Of its services, when each has its own; none otherwise. */
  readonly processes: ServiceProcesses;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.mails = parts.mails;
    this.server = this.addServer("data");
    this.processes = new ServiceProcesses(this.server);
    this.dataDir = this.server.dataDir;
    this.serving = [this.server];
  }

  /** @throws {NotHere} where the place cannot be had */
  static async open(place: Place, options: ShopOptions): Promise<Shop> {
    const { isMailing, base, environment = {}, split } = options;
    const root = realpathSync(mkdtempSync(join(base, "waybill-crash-")));
    const disk = diskOf(place, root);
    const parts: { -readonly [Part in keyof Parts]: Parts[Part] } = {
      place,
      root,
      disk,
      environment,
      split,
      mails: undefined,
      outside: undefined,
      broker: undefined,
    };
    try {
      if (isMailing) parts.mails = await SmtpSink.open();
      if (place === "behind-proxy") parts.outside = await openOutside(root);
      if (split !== undefined) parts.broker = await openBroker(split, root);
    } catch (error) {
      await remove(parts);
      throw error;
    }
    const shop = new Shop(parts);
    try {
      await shop.server.start();
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  readonly target = (): Target => oneOf(this.serving);

  /** @throws {Error} where there is none */
  get proxy(): TcpProxy {
    const { outside } = this.#parts;
    if (outside === undefined) throw new Error("there is no proxy before an embedded PostgreSQL");
    return outside.proxy;
  }

  /** @throws {Error} where its power cannot be cut */
  get disk(): CuttableDisk {
    const { disk } = this.#parts;
    if (disk === undefined) throw new Error("the disk is not the shop's own");
    return disk;
  }

  /** @throws {Error} where its events go another way */
  get kafka(): ShopKafka {
    const { broker } = this.#parts;
    if (broker instanceof ShopKafka) return broker;
    throw new Error("the shop is not on Kafka");
  }

  /** @throws {Error} where its events go another way */
  get redis(): ShopRedis {
    const { broker } = this.#parts;
    if (broker instanceof ShopRedis) return broker;
    throw new Error("the shop is not on Redis");
  }

  /** Tells what its broker holds; undefined where it has none. */
  get witness(): LogWitness | undefined {
    return this.#parts.broker;
  }

  /** Of a further process of one of its services. */
  get environment(): Readonly<Record<string, string>> {
    const { environment, broker } = this.#parts;
    return { ...environment, ...broker?.environment };
  }

  /** Process id of PostgreSQL; undefined while it does not say that it is ready. */
  postgresPid(): number | undefined {
    return postmasterOf(join(this.dataDir, "postgres"));
  }

  /** Whether all that ran still runs, and what ended by itself. */
  get unwantedEnds(): readonly string[] {
    return [
      ...this.#all.flatMap(({ unwanted }) => unwanted.map((end) => `the server ${end} by itself`)),
      ...this.processes.unwantedEnds,
    ];
  }

  /** A server on the same databases, with a data directory of its own; not started yet. */
  addServer(name: string): WaybillServer {
    const { outside, mails } = this.#parts;
    return this.#add(name, {
      ...(mails === undefined ? {} : { WAYBILL_SMTP_URL: mails.url }),
      ...(outside === undefined ? {} : { DATABASE_URL: databaseUrl(outside) }),
    });
  }

  /** A server on databases of its own, whose mails nobody counts; not started yet. */
  addSeparate(name: string): WaybillServer {
    return this.#add(name, {});
  }

  #add(name: string, others: Readonly<Record<string, string>>): WaybillServer {
    const { root, disk, split } = this.#parts;
    const server = new WaybillServer({
      dataDir: join(root, name),
      parameters: split === undefined ? [] : parametersOf(split),
      environment: {
        ...this.environment,
        // A cut may take with it where the sockets were; they go with the disk.
        ...(disk === undefined ? {} : { TMPDIR: disk.besides }),
        ...others,
      },
    });
    this.#all.push(server);
    return server;
  }

  /** Another server has to have the same secrets: the passwords come from them. */
  copySecrets(to: WaybillServer): void {
    copyFileSync(join(this.dataDir, "secrets.json"), join(to.dataDir, "secrets.json"));
  }

  /**
   * As superuser, past the proxy. Only while the server is up: without one, asking would start or
   * adopt a PostgreSQL in this process.
   */
  async superuserUrl(database = "postgres"): Promise<string> {
    const { outside } = this.#parts;
    if (outside !== undefined) return onDatabase(outside.postgres.superuserUrl, database);
    if (!this.server.isRunning) throw new Error("the server is not running");
    const { superuserUrl } = await attachServer({ dataDir: this.dataDir, log: silent });
    return onDatabase(superuserUrl, database);
  }

  /** As superuser, on the database of a service. */
  serviceUrl(name: string): Promise<string> {
    return this.superuserUrl(`waybill_${name}`);
  }

  /** kill -9 of all that the shop runs, servers and databases, in one moment. */
  async killAll(): Promise<void> {
    await Promise.all(this.#all.map((server) => server.kill()));
    await killProcessesIn(this.#parts.root);
  }

  /** Nothing of it is needed any more, so nobody waits for an orderly end of what runs. */
  async close(): Promise<void> {
    // Found before their supervisor is gone, and with it what they are known by.
    const processes = this.processes.pids();
    for (const server of this.#all) await server.kill();
    ServiceProcesses.end(processes);
    try {
      if (this.#parts.outside === undefined) await endEmbedded(this.dataDir);
    } finally {
      await remove(this.#parts);
    }
  }
}

/** @throws {NotHere} where it cannot be had; the directory is gone then */
function diskOf(place: Place, root: string): CuttableDisk | undefined {
  if (place === "small-disk") mountSmallDisk(root, smallDiskMebibytes);
  return place === "ext4" || place === "xfs" ? CuttableDisk.open(root, place) : undefined;
}

async function remove({ place, root, disk, mails, outside, broker }: Parts): Promise<void> {
  await broker?.close();
  await outside?.proxy.close();
  await outside?.postgres.stop();
  await mails?.close();
  if (place === "small-disk") unmount(root);
  if (disk !== undefined) {
    await killProcessesIn(root);
    await disk.remove();
  }
  rmSync(root, { recursive: true, force: true });
}

/** A server that was killed has left its PostgreSQL running: taking it over is the way to end it. */
async function endEmbedded(dataDir: string): Promise<void> {
  const postgres = await attachServer({ dataDir, log: silent });
  await postgres.stop();
}

async function openOutside(root: string): Promise<Outside> {
  const postgres = await openServer({ dataDir: join(root, "outside"), log: silent });
  try {
    const port = Number(new URL(postgres.superuserUrl).port);
    return { postgres, proxy: await TcpProxy.open(port) };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** By TCP, through the proxy. */
function databaseUrl({ postgres, proxy }: Outside): string {
  const url = new URL(postgres.superuserUrl);
  url.searchParams.delete("host");
  url.port = String(proxy.port);
  return url.href;
}
