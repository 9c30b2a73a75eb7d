import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the brokers of this checkout keep their data, and on which ports of 127.0.0.1 they serve. */
export interface Layout {
  readonly directory: string;
  readonly kafka: readonly KafkaNode[];
  readonly redisPort: number;
}

export interface KafkaNode {
  readonly id: number;
  readonly port: number;
  /** For clients that come with TLS and a password. */
  readonly securePort: number;
  /** For those who come through a proxy: it sends them on to where that is to listen. */
  readonly proxiedPort: number;
  readonly proxyPort: number;
  readonly controllerPort: number;
}

export const host = "127.0.0.1";
/** The newest that runs on Java 17. */
export const kafkaVersion = "4.4.0";

const nodeIds = [1, 2, 3];
const defaultKafkaPort = 19_092;
const defaultRedisPort = 16_379;
/** From a broker's open port for clients to its others. */
const securePortDistance = 50;
const proxiedPortDistance = 60;
const proxyPortDistance = 70;
const controllerPortDistance = 100;

/** Throws when a setting is no port. `BROKERS_KAFKA_PORT` is the first of three; those 50, 60, 70 and 100 above are used as well. */
export function layoutOf(env: NodeJS.ProcessEnv = process.env): Layout {
  const first = portFrom(env, "BROKERS_KAFKA_PORT", defaultKafkaPort);
  return {
    directory:
      env["BROKERS_DIRECTORY"] ?? fileURLToPath(new URL("../../.brokers", import.meta.url)),
    kafka: nodeIds.map((id, index) => ({
      id,
      port: first + index,
      securePort: first + index + securePortDistance,
      proxiedPort: first + index + proxiedPortDistance,
      proxyPort: first + index + proxyPortDistance,
      controllerPort: first + index + controllerPortDistance,
    })),
    redisPort: portFrom(env, "BROKERS_REDIS_PORT", defaultRedisPort),
  };
}

export function nodeDirectory(layout: Layout, node: KafkaNode): string {
  return join(layout.directory, `kafka-${node.id}`);
}

function portFrom(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new Error(`${name} is "${text}"; it has to be a port from 1024 to 65000`);
  return port;
}
