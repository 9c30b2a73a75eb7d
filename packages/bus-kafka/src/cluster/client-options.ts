import { isIP } from "node:net";
import type { BaseOptions } from "@platformatic/kafka";
import type { KafkaConnection } from "./connection.ts";

const connectTimeoutMs = 5000;
/** A broker that hangs is given up after this; its followers take over after their session ends. */
const requestTimeoutMs = 10_000;
/** How long old metadata are believed; a change of leaders is noticed by its errors, much sooner. */
const metadataMaxAgeMs = 30_000;
const longestRetryDelayMs = 1000;

/** How often the library tries before it reports a failure: about half a minute of a cluster that is away. */
export const patientRetries = 32;
/** For those who ask once, and tell. */
export const fewRetries = 3;

export function clientOptions(connection: KafkaConnection, retries: number): BaseOptions {
  const { brokers, clientId, tls, sasl } = connection;
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    metadataMaxAge: metadataMaxAgeMs,
    autocreateTopics: false,
    retries,
    retryDelay: (_client, _operation, attempt) =>
      Math.min(50 * 2 ** Math.min(attempt, 10), longestRetryDelayMs),
    ...(tls === undefined ? {} : { tls: { ...tls }, tlsServerName: brokers.every(hasName) }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl } }),
  };
}

/** A name is told to the broker, since many share an address in clouds; TLS does not allow that for an IP. */
function hasName(broker: string): boolean {
  return isIP(broker.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")) === 0;
}
