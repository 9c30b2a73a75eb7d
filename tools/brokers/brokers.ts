import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Admin } from "@platformatic/kafka";
import { freePort } from "./free-port.ts";
import { KafkaBroker } from "./kafka-broker.ts";
import { brokersKnownTo } from "./kafka-readiness.ts";
import { host, layoutOf } from "./layout.ts";
import type { Layout } from "./layout.ts";
import { RedisServer } from "./redis-server.ts";
import { putScramUser, removeScramUser } from "./scram-users.ts";
import { certificateFile, secureUser } from "./secure-listener.ts";

export { RedisServer, layoutOf, freePort, putScramUser, removeScramUser };

export interface BrokerState {
  readonly name: string;
  readonly address: string;
  readonly pid: number | undefined;
  /** It answers, and a Kafka broker knows all others. */
  readonly serves: boolean;
}

interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly logFile: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly serves: () => Promise<boolean>;
}

/** On a busy machine three JVMs take a while. */
const startMs = 120_000;
const pollMs = 250;
const shownLogLines = 15;

/** The Kafka brokers and the Redis of this checkout, whoever started them. */
export class LocalBrokers {
  readonly kafka: readonly KafkaBroker[];
  readonly redis: RedisServer;
  readonly #layout: Layout;

  constructor(layout: Layout = layoutOf()) {
    this.#layout = layout;
    this.kafka = layout.kafka.map((node) => new KafkaBroker(layout, node));
    this.redis = new RedisServer(layout);
  }

  /** `host:port` of each Kafka broker. */
  get kafkaAddresses(): readonly string[] {
    return this.#layout.kafka.map(({ port }) => `${host}:${port}`);
  }

  /** The same brokers where they want TLS and a user. `ca` is the text of the PEM file. */
  get secureKafka(): {
    readonly addresses: readonly string[];
    readonly caFile: string;
    readonly ca: string;
    readonly username: string;
    readonly password: string;
  } {
    const caFile = certificateFile(this.#layout.directory);
    return {
      caFile,
      addresses: this.#layout.kafka.map(({ securePort }) => `${host}:${securePort}`),
      ca: readFileSync(caFile, "utf8"),
      ...secureUser,
    };
  }

  get redisAddress(): string {
    return `${host}:${this.#layout.redisPort}`;
  }

  /**
   * Starts what does not run and resolves when all serve; returns the names of those that it started.
   * Throws when something is missing, a port is taken by another program, or one ends instead of
   * serving, with the end of its log.
   */
  async start(): Promise<readonly string[]> {
    mkdirSync(this.#layout.directory, { recursive: true });
    const missing = this.#servers().filter(({ pid }) => pid === undefined);
    for (const server of missing) {
      await assertFree(server);
      await server.start();
    }
    await this.serving();
    if (missing.length > 0) await this.#letIn();
    return missing.map(({ name }) => name);
  }

  /** Ends those that run, and nothing else; returns their names. What they have stored stays. */
  async stop(): Promise<readonly string[]> {
    const running = this.#servers().filter(({ pid }) => pid !== undefined);
    await Promise.all(running.map(async (server) => server.stop()));
    return running.map(({ name }) => name);
  }

  async status(): Promise<readonly BrokerState[]> {
    return Promise.all(
      this.#servers().map(async (server) => ({
        name: server.name,
        address: `${host}:${server.port}`,
        pid: server.pid,
        serves: await server.serves(),
      })),
    );
  }

  /** Resolves when all serve: after a start, or after a broker was killed and started again. */
  async serving(): Promise<void> {
    const deadline = performance.now() + startMs;
    for (const server of this.#servers()) {
      while (!(await server.serves())) {
        if (server.pid === undefined) throw new Error(`${server.name} has ended${logOf(server)}`);
        if (performance.now() > deadline)
          throw new Error(`${server.name} does not serve after ${startMs} ms${logOf(server)}`);
        await delay(pollMs);
      }
    }
  }

  /** A user that Kafka is formatted with, as its tool can, is not known any more after a restart. */
  async #letIn(): Promise<void> {
    const admin = new Admin({
      clientId: "waybill-brokers",
      bootstrapBrokers: [...this.kafkaAddresses],
    });
    try {
      await putScramUser(admin, secureUser);
    } finally {
      await admin.close();
    }
  }

  #servers(): readonly Server[] {
    const brokers = this.kafka.map((broker): Server => {
      const { node, pid, logFile } = broker;
      return {
        name: `kafka-${node.id}`,
        port: node.port,
        pid,
        logFile,
        start: async () => broker.start(),
        stop: async () => broker.stop(),
        serves: async () => (await brokersKnownTo(node)) === this.kafka.length,
      };
    });
    const { redis } = this;
    const { port, pid, logFile } = redis;
    const server: Server = {
      name: "redis",
      port,
      pid,
      logFile,
      start: async () => redis.start(),
      stop: async () => redis.stop(),
      serves: async () => redis.serves(),
    };
    return [...brokers, server];
  }
}

async function assertFree({ name, port }: Server): Promise<void> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = createConnection({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
  if (answers) {
    throw new Error(
      `port ${port}, which ${name} needs, is taken by another program (brokers of another checkout?). ` +
        "End it, or set BROKERS_KAFKA_PORT or BROKERS_REDIS_PORT",
    );
  }
}

function logOf({ logFile }: Server): string {
  if (!existsSync(logFile)) return "";
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
  return `; the end of ${logFile}:\n${lines.slice(-shownLogLines).join("\n")}`;
}
