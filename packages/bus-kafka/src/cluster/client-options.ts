import { isIP } from "node:net";
import type { BaseOptions, Broker } from "@platformatic/kafka";
import type { KafkaConnection } from "./connection.ts";

const connectTimeoutMs = 5000;
/** A broker that hangs is given up after this, and others take over what it led when its session ends. */
const requestTimeoutMs = 7000;
/** How long old metadata are believed; a change of leaders is noticed by its errors, much sooner. */
const metadataMaxAgeMs = 30_000;
const longestRetryDelayMs = 1000;

/** How often a write is tried before its failure is reported: about half a minute of a cluster that is away. */
export const patientRetries = 32;
/** For those who ask once, and tell. */
export const fewRetries = 3;

export function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), longestRetryDelayMs);
}

/**
 * Options of a client, and a way to have it ask another broker for metadata next.
 *
 * The library asks the first of its list, and another only when that one refuses. One that hangs does
 * not refuse: while the first hung, no new leader was found. So the list it gets changes its order.
 */
export function switchingOptions(
  connection: KafkaConnection,
  retries: number,
): { readonly options: BaseOptions; readonly askAnother: () => void } {
  const { clientId, tls, sasl } = connection;
  const brokers = connection.brokers.map(brokerOf);
  let turn = 0;
  const askAnother = (): void => {
    turn += 1;
  };
  const options: BaseOptions = {
    clientId,
    bootstrapBrokers: brokers.map((own, index) =>
      brokerAt(() => brokers.at((index + turn) % brokers.length) ?? own),
    ),
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    metadataMaxAge: metadataMaxAgeMs,
    autocreateTopics: false,
    retries,
    retryDelay: (_client, operation, attempt) => {
      // With these the library goes on to the next by itself.
      if (operation !== "metadata" && operation !== "listApis") askAnother();
      return retryDelayMs(attempt);
    },
    // A name is told to the broker, since many share an address in clouds; TLS forbids that for an IP.
    ...(tls === undefined
      ? {}
      : { tls: { ...tls }, tlsServerName: brokers.every(({ host }) => isIP(host) === 0) }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl } }),
  };
  return { options, askAnother };
}

function brokerOf(address: string): Broker {
  const colon = address.lastIndexOf(":");
  return {
    host: address.slice(0, colon).replace(/^\[|\]$/g, ""),
    port: Number(address.slice(colon + 1)),
  };
}

/** Read anew whenever the library connects. */
function brokerAt(current: () => Broker): Broker {
  return {
    get host() {
      return current().host;
    },
    get port() {
      return current().port;
    },
  };
}
