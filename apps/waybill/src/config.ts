import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Terminal, errorMessage } from "@waybill/kit";
import { busNames, type BusName } from "./system/broker.ts";
import { serviceNames } from "./system/service-names.ts";
import { Unusable } from "./failure.ts";

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** PostgreSQL servers of single services. */
  readonly databaseUrls: ReadonlyMap<string, string>;
  /** What the passwords of the database roles are made from, instead of a file in the data directory. */
  readonly secret: string | undefined;
  readonly logLevel: string;
  readonly carrierDispatchMs: number;
  readonly carrierDeliverMs: number;
  /** How long an order may hold its stock unpaid. */
  readonly reservationSeconds: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly allowPrivateWebhooks: boolean;
  /** Traces that requests may begin; 0 records none. */
  readonly tracesPerSecond: number;
  /** Whether spans are sent to a collector, which the exporter finds in the environment by itself. */
  readonly otlp: boolean;
  /** What brings the events of services to the others; brokers need a process for each service. */
  readonly bus: BusName;
  /** Where the processes of a service reach the others: the address of the gateway. */
  readonly gatewayUrl: string | undefined;
  /** For the gateway: the addresses of the processes of each service. */
  readonly serviceUrls: ReadonlyMap<string, readonly string[]>;
  /** How this process calls itself in logs. */
  readonly processName: string | undefined;
}

const web = ["http:", "https:"];
const database = "DATABASE_URL";
const postgres = ["postgres:", "postgresql:"];
/** As many as guessing cannot find. */
const shortestSecret = 32;
/** Settings that hold a secret may be in a file, which `<NAME>_FILE` names. */
const inFile = "_FILE";
const collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
const tracesCollector = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

/** Browsers and `fetch` call no server on these, whatever it is: the Fetch standard's "bad ports", without those that need root. */
const blockedPorts: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
]);

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * Reads the settings of `waybill up` and `waybill run` from the environment.
 * @throws {Terminal} `config-invalid`, naming the variable, its value and what is allowed
 */
export function readConfig(environment: Environment): Config {
  const from = new Reader(environment);
  return {
    host: from.text("WAYBILL_HOST", "127.0.0.1"),
    port: from.port("WAYBILL_PORT", 4000),
    dataDir: resolve(from.text("WAYBILL_DATA", ".waybill")),
    databaseUrl: from.url(database, postgres),
    databaseUrls: from.urlsOfServices(`${database}_`, postgres),
    secret: from.secret("WAYBILL_SECRET"),
    logLevel: from.oneOf("WAYBILL_LOG", "info", logLevels),
    carrierDispatchMs: from.integer("WAYBILL_CARRIER_DISPATCH_MS", 0, { min: 0, max: 86_400_000 }),
    carrierDeliverMs: from.integer("WAYBILL_CARRIER_DELIVER_MS", 2_000, {
      min: 0,
      max: 604_800_000,
    }),
    reservationSeconds: from.integer("WAYBILL_RESERVATION_SECONDS", 1_800, {
      min: 1,
      max: 604_800,
    }),
    smtpUrl: from.url("WAYBILL_SMTP_URL", ["smtp:", "smtps:"]),
    mailFrom: from.mailbox("WAYBILL_MAIL_FROM", "Waybill <shop@localhost>"),
    allowPrivateWebhooks: from.oneOf("WAYBILL_PRIVATE_WEBHOOKS", "no", ["yes", "no"]) === "yes",
    tracesPerSecond: from.integer("WAYBILL_TRACES_PER_SECOND", 5, { min: 0, max: 1_000_000 }),
    bus: busNamed(from.oneOf("WAYBILL_BUS", "postgres", busNames)),
    gatewayUrl: from.url("WAYBILL_GATEWAY", web),
    serviceUrls: from.urlsByName("WAYBILL_SERVICES", web),
    processName: from.text("WAYBILL_PROCESS", "") || undefined,
    otlp: [from.url(collector, web), from.url(tracesCollector, web)].some(Boolean),
  };
}

function busNamed(text: string): BusName {
  return busNames.find((name) => name === text) ?? "postgres";
}

class Reader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string, fallback: string): string {
    const value = this.#environment[name];
    return value === undefined || value === "" ? fallback : value;
  }

  /** An e-mail address, or a name with one in angle brackets. */
  mailbox(name: string, fallback: string): string {
    const value = this.text(name, fallback);
    const [, address = value] = /^[^<>\p{Cc}]*<([^<>]*)>$/u.exec(value) ?? [];
    if (/^[^\s@<>\p{Cc}]+@[^\s@<>\p{Cc}]+$/u.test(address)) return value;
    throw invalid(name, value, "an e-mail address, or Name <address>");
  }

  integer(
    name: string,
    fallback: number,
    range: { readonly min: number; readonly max: number },
  ): number {
    const value = this.text(name, String(fallback));
    const number = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= range.min && number <= range.max)) {
      throw invalid(name, value, `a whole number from ${range.min} to ${range.max}`);
    }
    return number;
  }

  port(name: string, fallback: number): number {
    const port = this.integer(name, fallback, { min: 0, max: 65_535 });
    if (!blockedPorts.has(port)) return port;
    const allowed = "another port: browsers and other clients refuse to call this one";
    throw invalid(name, String(port), allowed);
  }

  oneOf(name: string, fallback: string, allowed: readonly string[]): string {
    const value = this.text(name, fallback);
    if (!allowed.includes(value)) throw invalid(name, value, `one of ${allowed.join(", ")}`);
    return value;
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.#given(name);
    if (value === undefined) return undefined;
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      // A URL may hold a password, so it is not repeated.
      throw invalid(name, "(not shown)", `a URL that begins with ${protocols.join(" or ")}//`);
    }
    return value;
  }

  secret(name: string): string | undefined {
    const value = this.#given(name);
    if (value === undefined || value.length >= shortestSecret) return value;
    throw invalid(name, `${value.length} characters long`, `${shortestSecret} or more`);
  }

  /** By service: `<prefix><SERVICE>`. */
  urlsOfServices(prefix: string, protocols: readonly string[]): ReadonlyMap<string, string> {
    const names = Object.keys(this.#environment)
      .filter((name) => name.startsWith(prefix) && name !== prefix.slice(0, -1) + inFile)
      .map((name) => (name.endsWith(inFile) ? name.slice(0, -inFile.length) : name));
    const entries = [...new Set(names)].flatMap((name) => {
      const service = name.slice(prefix.length).toLowerCase();
      if (!serviceNames.includes(service)) {
        throw invalid(name, "of no service", `${prefix}<SERVICE> for ${serviceNames.join(", ")}`);
      }
      const url = this.url(name, protocols);
      return url === undefined ? [] : [[service, url] as const];
    });
    return new Map(entries);
  }

  /** @throws {Terminal} `config-invalid` when it is in a file that cannot be read */
  #given(name: string): string | undefined {
    const value = this.#environment[name];
    if (value !== undefined && value !== "") return value;
    const file = this.#environment[name + inFile];
    if (file === undefined || file === "") return undefined;
    try {
      return readFileSync(file, "utf8").trim() || undefined;
    } catch (error) {
      throw invalid(name + inFile, `${file} (${errorMessage(error)})`, "a file that can be read");
    }
  }

  /** Such as `orders=http://a:4000,http://b:4000;catalog=http://c:4000`. */
  urlsByName(name: string, protocols: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const entries = this.text(name, "").split(";").filter(Boolean);
    return new Map(
      entries.map((entry) => {
        const [, key, list] = /^\s*([a-z-]+)\s*=(.*)$/.exec(entry) ?? [];
        const urls = (list ?? "").split(",").map((url) => url.trim());
        const areUrls = urls.every(
          (url) => URL.canParse(url) && protocols.includes(new URL(url).protocol),
        );
        if (key !== undefined && areUrls) return [key, urls];
        throw invalid(name, entry, "service=http://host:port,…;service=… with every service once");
      }),
    );
  }
}

function invalid(name: string, value: string, allowed: string): Terminal {
  return new Unusable("config-invalid", `${name} is ${value}; allowed is ${allowed}`);
}
