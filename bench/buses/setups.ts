import { randomUUID } from "node:crypto";
import { LocalBrokers } from "@waybill/brokers";
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
