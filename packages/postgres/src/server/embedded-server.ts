import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { errorMessage } from "@waybill/kit";
import { superuser } from "./cluster.ts";
import type { Cluster } from "./cluster.ts";
import { databaseUrl } from "./connection.ts";
import type { ServerAddress } from "./connection.ts";
import type { DataLock } from "./data-lock.ts";
import { initialiseCluster } from "./initialise.ts";
import { endPostmaster } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import type { PostgresServer, ServerEvents } from "./postgres-server.ts";
import { adoptPostmaster, chooseListening, removeSocketDir, startPostmaster } from "./start.ts";

const firstBackoffMs = 100;
const reapMs = 1_000;
const lastBackoffMs = 5_000;

/** Takes over or starts the cluster's server, and keeps it running until it is stopped. */
export async function runEmbedded(cluster: Cluster, lock: DataLock): Promise<PostgresServer> {
  const started = performance.now();
  const adopted = await adoptPostmaster(cluster);
  const postmaster = adopted ?? (await startFresh(cluster));
  const facts = {
    pid: postmaster.pid,
    adopted: adopted !== undefined,
    port: postmaster.address.port,
  };
  cluster.log.info({ ...facts, ms: Math.round(performance.now() - started) }, "PostgreSQL is up");
  return new EmbeddedServer({ cluster, lock, postmaster, adopted: facts.adopted });
}

async function startFresh(cluster: Cluster): Promise<Postmaster> {
  await initialiseCluster(cluster);
  const listening = await chooseListening(cluster);
  try {
    return await startPostmaster(cluster, listening);
  } catch (error) {
    removeSocketDir(listening.socketDir);
    throw error;
  }
}

class EmbeddedServer implements PostgresServer {
  readonly embedded = true;
  readonly adopted: boolean;
  readonly events = new EventEmitter<ServerEvents>();
  readonly #cluster: Cluster;
  readonly #lock: DataLock;
  readonly #address: ServerAddress;
  readonly #stopping = new AbortController();
  /** Undefined while the server is down. */
  #postmaster: Postmaster | undefined;
  #restarting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(parts: {
    cluster: Cluster;
    lock: DataLock;
    postmaster: Postmaster;
    adopted: boolean;
  }) {
    this.adopted = parts.adopted;
    this.#cluster = parts.cluster;
    this.#lock = parts.lock;
    this.#address = parts.postmaster.address;
    this.#watch(parts.postmaster);
  }

  get pid(): number | undefined {
    return this.#postmaster?.pid;
  }

  get superuserUrl(): string {
    return this.url("postgres", superuser);
  }

  url(database: string, role: string): string {
    return databaseUrl(this.#address, { role, database, password: this.passwordOf(role) });
  }

  passwordOf(role: string): string {
    return this.#cluster.secrets.passwordOf(role);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#restarting;
    const postmaster = this.#postmaster;
    const pid = postmaster?.pid;
    const started = performance.now();
    try {
      if (postmaster !== undefined) {
        await endPostmaster(this.#cluster, postmaster.pid);
        await reaped(postmaster);
      }
      if (this.#address.socketDir !== undefined) removeSocketDir(this.#address.socketDir);
      const ms = Math.round(performance.now() - started);
      this.#cluster.log.info({ pid, ms }, "PostgreSQL is stopped");
    } finally {
      this.#lock.release();
    }
  }

  #watch(postmaster: Postmaster): void {
    this.#postmaster = postmaster;
    void this.#restartAfter(postmaster);
  }

  async #restartAfter(postmaster: Postmaster): Promise<void> {
    await postmaster.exited;
    if (this.#stopping.signal.aborted) return;
    this.#postmaster = undefined;
    this.#cluster.log.error({ pid: postmaster.pid }, "PostgreSQL is gone; restarting it");
    this.events.emit("down");
    this.#restarting = this.#restart();
  }

  /** Tries for as long as it takes (a full disk gets room again), at most every 5 s. */
  async #restart(): Promise<void> {
    const started = performance.now();
    const { port, socketDir = "" } = this.#address;
    for (let backoffMs = firstBackoffMs; !this.#stopping.signal.aborted;) {
      try {
        const postmaster = await startPostmaster(this.#cluster, { port, socketDir, tcp: true });
        this.#watch(postmaster);
        const ms = Math.round(performance.now() - started);
        this.#cluster.log.info({ pid: postmaster.pid, ms }, "PostgreSQL is up again");
        this.events.emit("up", { pid: postmaster.pid });
        return;
      } catch (error) {
        this.#cluster.log.error(
          { error: errorMessage(error), backoffMs },
          "PostgreSQL did not restart",
        );
        const { signal } = this.#stopping;
        await delay(backoffMs, undefined, { signal }).catch(() => undefined);
        backoffMs = Math.min(backoffMs * 2, lastBackoffMs);
      }
    }
  }
}

/** A child that has ended keeps its process id until its parent has taken note of that: so whoever looks when we are gone finds none. */
async function reaped({ exited }: Postmaster): Promise<void> {
  const noted = new AbortController();
  const limit = delay(reapMs, undefined, { signal: noted.signal }).catch(() => undefined);
  await Promise.race([exited, limit]);
  noted.abort();
}
