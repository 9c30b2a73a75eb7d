import { contracts } from "@waybill/contracts";
import type { Bus, Clock, Publisher } from "@waybill/kit";
import type { Logger } from "pino";

/** What brings the events of services to the others: their own logs, or a broker that the logs are published to. */
export const busNames = ["postgres", "kafka", "redis"] as const;
export type BusName = (typeof busNames)[number];

export interface Brokered {
  /** What the service of this process hears of the others. */
  readonly bus: Bus;
  /** Where what it writes is published. */
  readonly publisher: Publisher;
}

export interface BrokeredParts {
  /** The service whose process this is. */
  readonly service: string;
  /** Brings its own log. */
  readonly log: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A broker, as the settings name it. Nothing connects before the first use. */
export interface Broker {
  /**
   * Makes what the broker has to have before anything is published.
   * @throws `Retryable`, naming the address, when it does not answer; `Terminal` when it never will
   */
  prepare(): Promise<void>;
  on(parts: BrokeredParts): Brokered;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Loads the client of a broker only where it is used: each takes some ten MiB.
 * @throws {Terminal} `config-invalid`, naming the setting
 */
export async function brokerOf(
  name: BusName,
  environment: Environment,
): Promise<Broker | undefined> {
  if (name === "kafka") return kafka(environment);
  return name === "redis" ? redis(environment) : undefined;
}

async function kafka(environment: Environment): Promise<Broker> {
  const { KafkaBus, KafkaPublisher, kafkaConnectionFrom } = await import("@waybill/bus-kafka");
  const connection = kafkaConnectionFrom(environment, "waybill");
  return {
    prepare: async () => undefined,
    on: ({ service, log, clock, logger }) => ({
      bus: new KafkaBus({ connection, service, log, contracts, clock, warn: warnTo(logger) }),
      publisher: new KafkaPublisher({ connection, contracts: ownOf(service) }),
    }),
  };
}

async function redis(environment: Environment): Promise<Broker> {
  const { RedisBus, RedisPublisher, redisConnectionFrom } = await import("@waybill/bus-redis");
  const connection = redisConnectionFrom(environment, "waybill");
  return {
    prepare: async () => undefined,
    on: ({ service, log, clock, logger }) => ({
      bus: new RedisBus({ connection, service, log, contracts, clock, warn: warnTo(logger) }),
      publisher: new RedisPublisher({ connection, service, contracts: ownOf(service), clock }),
    }),
  };
}

function ownOf(service: string): ReadonlyMap<string, (typeof contracts)[number]> {
  const own = contracts.filter(({ source }) => source === service);
  return new Map(own.map((each) => [each.type, each]));
}

function warnTo(logger: Logger): (message: string) => void {
  return (message) => {
    logger.warn(message);
  };
}
