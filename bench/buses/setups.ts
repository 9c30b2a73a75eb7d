import { randomUUID } from "node:crypto";
import { LocalBrokers } from "@waybill/brokers";
import { GroupAdmin, TopicAdmin, kafkaConnectionFrom } from "@waybill/bus-kafka";
import { redisConnectionFrom, removeKeys } from "@waybill/bus-redis";
import type { ServerOptions } from "../server.ts";

export interface Setup {
  readonly name: string;
  /** Of a server that has never run: topics of its own. */
  readonly options: () => ServerOptions;
}

/** One process first: it is what the others are compared to. */
export function setups(): readonly Setup[] {
  return [
    { name: "one process", options: () => ({}) },
    { name: "split, PostgreSQL", options: () => ({ flags: ["--split"] }) },
    { name: "split, Kafka", options: () => onBroker("kafka") },
    { name: "split, Redis", options: () => onBroker("redis") },
  ];
}

export function onBroker(bus: "kafka" | "redis", replicas = ""): ServerOptions {
  const brokers = new LocalBrokers();
  return {
    flags: ["--split", "--bus", bus, ...(replicas === "" ? [] : ["--replicas", replicas])],
    environment: {
      WAYBILL_KAFKA_BROKERS: brokers.kafkaAddresses.join(","),
      WAYBILL_REDIS_URL: `redis://${brokers.redisAddress}`,
      WAYBILL_TOPIC_PREFIX: `bench-${randomUUID()}.`,
    },
  };
}

/**
 * Deletes what a server has left on the brokers. Replicas ask for every partition that there is: with the topics
 * of some six servers before it, the brokers took half as much again of the processor for an order.
 */
export async function leaveNothing({ environment = {} }: ServerOptions): Promise<void> {
  const prefix = environment["WAYBILL_TOPIC_PREFIX"];
  if (prefix === undefined) return;
  const connection = kafkaConnectionFrom(environment, "waybill-bench");
  const topics = new TopicAdmin(connection);
  const groups = new GroupAdmin(connection);
  try {
    for (const name of await topics.list()) if (name.startsWith(prefix)) await topics.delete(name);
    for (const name of await groups.list()) if (name.startsWith(prefix)) await groups.delete(name);
  } finally {
    await Promise.all([topics.close(), groups.close()]);
  }
  await removeKeys(redisConnectionFrom(environment, "waybill-bench"), prefix);
}
