import { KafkaBus, KafkaPublisher, TopicAdmin, kafkaConnectionFrom } from "@waybill/bus-kafka";
import { partitionCount, systemClock, type Contract } from "@waybill/kit";
import { clusterSize } from "../topics/topic-list.ts";
import { readTopicSettings } from "../topics/topic-settings.ts";
import { wantedTopic } from "../topics/wanted-topic.ts";
import { BarePublisher } from "./bare-publisher.ts";
import type { PerfBus } from "./perf-bus.ts";
import type { PerfOptions } from "./perf-options.ts";
import { subscribing, withoutLog } from "./subscribing.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A topic of its own, like those of the installation. @throws `kafka-topic-exists` rather than write into another's */
export async function kafkaPerfBus(
  environment: Env,
  contract: Contract,
  { acks, compression }: Pick<PerfOptions, "acks" | "compression">,
): Promise<PerfBus> {
  const connection = kafkaConnectionFrom(environment, "waybill-perf");
  const { topic } = contract;
  const admin = new TopicAdmin(connection);
  try {
    const { alive } = await clusterSize(admin, connection);
    const shape = readTopicSettings({}, []).shapeOf(topic);
    await admin.create(wantedTopic(topic, { ...shape, partitions: partitionCount }, alive));
  } catch (error) {
    await admin.close();
    throw error;
  }
  const packed = compression === undefined ? {} : { compression };
  const publisher =
    acks === undefined || acks === "all"
      ? new KafkaPublisher({
          connection,
          contracts: new Map([[contract.type, contract]]),
          ...packed,
        })
      : new BarePublisher(connection, { topic, acks, ...packed });
  const bus = new KafkaBus({
    connection,
    service: "perf-reader",
    log: withoutLog,
    contracts: [contract],
    clock: systemClock,
    warn: (message) => process.stderr.write(`waybill: ${message}\n`),
  });
  return {
    publish: (events) => publisher.publish(events),
    subscribe: (ready) => subscribing(bus, contract, ready),
    remove: async () => {
      await Promise.all([publisher.close(), bus.close()]);
      try {
        await admin.delete(topic);
      } finally {
        await admin.close();
      }
    },
  };
}
