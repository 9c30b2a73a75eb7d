import { readFileSync } from "node:fs";
import { errorMessage, Terminal } from "@waybill/kit";

/** How to reach a Kafka cluster. */
export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** What the brokers' logs and quotas know this program by. */
  readonly clientId: string;
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
}

/** PEM texts. Without `ca`, the authorities that Node trusts. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface KafkaSasl {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;
export type SaslMechanism = (typeof mechanisms)[number];

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads `WAYBILL_KAFKA_BROKERS`, `_TLS`, `_CA_FILE`, `_CERT_FILE`, `_KEY_FILE`, `_SASL_MECHANISM`,
 * `_USERNAME` and `_PASSWORD`; docs/BROKERS.md says what they mean. Throws `config-invalid`, naming the
 * setting and what is wrong with it; passwords and keys are never in the message.
 */
export function kafkaConnectionFrom(env: Env, clientId: string): KafkaConnection {
  const tls = tlsFrom(env);
  const sasl = saslFrom(env);
  return {
    brokers: brokersFrom(env),
    clientId,
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

function brokersFrom(env: Env): readonly string[] {
  const text = read(env, "BROKERS");
  const brokers = (text ?? "").split(",").map((each) => each.trim());
  const wrong = brokers.find((each) => !isAddress(each));
  if (wrong === undefined) return brokers;
  throw invalid(
    "BROKERS",
    text === undefined
      ? "is not set; it has to name brokers, such as kafka-1:9092,kafka-2:9092"
      : `has "${wrong}", which is not host:port`,
  );
}

function isAddress(text: string): boolean {
  const [, port] = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

function tlsFrom(env: Env): KafkaTls | undefined {
  const wanted = read(env, "TLS");
  if (wanted !== undefined && wanted !== "yes" && wanted !== "no")
    throw invalid("TLS", `is "${wanted}"; it has to be yes or no`);
  const ca = readPem(env, "CA_FILE");
  const cert = readPem(env, "CERT_FILE");
  const key = readPem(env, "KEY_FILE");
  if ((cert === undefined) !== (key === undefined))
    throw invalid(
      cert === undefined ? "CERT_FILE" : "KEY_FILE",
      "is missing; a certificate and its key go together",
    );
  if (wanted !== "yes") {
    if (ca === undefined && cert === undefined) return undefined;
    throw invalid("TLS", "is not yes, but there are certificates for it");
  }
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

function saslFrom(env: Env): KafkaSasl | undefined {
  const mechanism = read(env, "SASL_MECHANISM");
  const username = read(env, "USERNAME");
  const password = read(env, "PASSWORD");
  if (mechanism === undefined) {
    if (username === undefined && password === undefined) return undefined;
    throw invalid(
      "SASL_MECHANISM",
      `is not set, but there is a user; it has to be one of ${mechanisms.join(", ")}`,
    );
  }
  const known = mechanisms.find((each) => each === mechanism);
  if (known === undefined)
    throw invalid(
      "SASL_MECHANISM",
      `is "${mechanism}"; it has to be one of ${mechanisms.join(", ")}`,
    );
  if (username === undefined) throw invalid("USERNAME", `is not set; ${mechanism} needs it`);
  if (password === undefined) throw invalid("PASSWORD", `is not set; ${mechanism} needs it`);
  return { mechanism: known, username, password };
}

function readPem(env: Env, name: string): string | undefined {
  const file = read(env, name);
  if (file === undefined) return undefined;
  try {
    const text = readFileSync(file, "utf8");
    if (text.includes("-----BEGIN ")) return text;
  } catch (error) {
    throw invalid(name, `names a file that cannot be read: ${errorMessage(error)}`);
  }
  throw invalid(name, `names ${file}, which is no PEM file`);
}

function read(env: Env, name: string): string | undefined {
  const text = env[`WAYBILL_KAFKA_${name}`]?.trim();
  return text === "" ? undefined : text;
}

function invalid(name: string, what: string): Terminal {
  return new Terminal("config-invalid", `WAYBILL_KAFKA_${name} ${what}`);
}
