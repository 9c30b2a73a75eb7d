import {
  RedisBus,
  RedisPublisher,
  redisAnswers,
  redisConnectionFrom,
  removeKeys,
} from "@waybill/bus-redis";
import { systemClock, type Contract } from "@waybill/kit";
import { perfSource } from "./perf-events.ts";
import type { PerfBus } from "./perf-bus.ts";
import { subscribing, withoutLog } from "./subscribing.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Streams under a prefix of their own. */
export async function redisPerfBus(environment: Env, contract: Contract): Promise<PerfBus> {
  const connection = redisConnectionFrom(environment, "waybill-perf");
  await redisAnswers(connection);
  const shared = { connection, prefix: contract.topic, clock: systemClock };
  const publisher = new RedisPublisher({
    ...shared,
    service: perfSource,
    contracts: new Map([[contract.type, contract]]),
  });
  // What is asked before it is connected fails.
  await publisher.newest();
  const bus = new RedisBus({
    ...shared,
    service: "perf-reader",
    log: withoutLog,
    contracts: [contract],
    warn: (message) => process.stderr.write(`waybill: ${message}\n`),
  });
  return {
    publish: (events) => publisher.publish(events),
    subscribe: (ready) => subscribing(bus, contract, ready),
    remove: async () => {
      await Promise.all([publisher.close(), bus.close()]);
      await removeKeys(connection, `${contract.topic}:`);
    },
  };
}
