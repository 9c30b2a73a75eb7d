import { contracts } from "@waybill/contracts";
import type { Bus, Clock, Contract, PublishedEnds, Publisher } from "@waybill/kit";
import type { Logger } from "pino";
import { declaredTopics } from "../topics/declared-topics.ts";
import { topicPrefix } from "../topics/topic-prefix.ts";
import { readTopicSettings } from "../topics/topic-settings.ts";

/** What brings the events of services to the others: their own logs, or a broker that the logs are published to. */
export const busNames = ["postgres", "kafka", "redis"] as const;
export type BusName = (typeof busNames)[number];

export interface Brokered {
  /** What the service of this process hears of the others. */
  readonly bus: Bus;
  /** Where what it writes is published. */
  readonly publisher: Publisher & PublishedEnds;
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
  prepare(logger: Logger): Promise<void>;
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
  const [{ KafkaBus, KafkaPublisher, kafkaConnectionFrom }, { ensureTopics }] = await Promise.all([
    import("@waybill/bus-kafka"),
    import("../topics/ensure-topics.ts"),
  ]);
  const connection = kafkaConnectionFrom(environment, "waybill");
  const prefix = topicPrefix(environment) ?? "";
  const topics = contracts.map((each): Contract => ({ ...each, topic: prefix + each.topic }));
  const settings = readTopicSettings(environment, declaredTopics(topics));
  return {
    prepare: async (log) => {
      await ensureTopics({ connection, contracts: topics, settings, log, tries: 1 });
    },
    on: ({ service, log, clock, logger }) => ({
      bus: new KafkaBus({
        connection,
        service,
        log,
        contracts,
        clock,
        prefix,
        warn: warnTo(logger),
      }),
      publisher: new KafkaPublisher({ connection, contracts: ownOf(service), prefix }),
    }),
  };
}

async function redis(environment: Environment): Promise<Broker> {
  const { RedisBus, RedisPublisher, redisAnswers, redisConnectionFrom } =
    await import("@waybill/bus-redis");
  const connection = redisConnectionFrom(environment, "waybill");
  const named = topicPrefix(environment);
  const shared = { connection, ...(named === undefined ? {} : { prefix: named }) };
  return {
    prepare: () => redisAnswers(connection),
    on: ({ service, log, clock, logger }) => ({
      bus: new RedisBus({ ...shared, service, log, contracts, clock, warn: warnTo(logger) }),
      publisher: new RedisPublisher({ ...shared, service, contracts: ownOf(service), clock }),
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
