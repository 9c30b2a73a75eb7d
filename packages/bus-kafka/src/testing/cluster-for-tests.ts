import { randomUUID } from "node:crypto";
import { LocalBrokers } from "@waybill/brokers";
import { eventually } from "@waybill/kit/testing";
import { kafkaConnectionFrom } from "../cluster/connection.ts";
import type { KafkaConnection } from "../cluster/connection.ts";
import { TopicAdmin } from "../cluster/topic-admin.ts";

/** The brokers of `npm run brokers:start`, or those that WAYBILL_KAFKA_BROKERS names. */
export const brokers = new LocalBrokers();
export const connection: KafkaConnection = kafkaConnectionFrom(
  { WAYBILL_KAFKA_BROKERS: brokers.kafkaAddresses.join(","), ...process.env },
  "waybill-tests",
);

/** For the option `skip` of a suite: false, or why it cannot run. In CI it has to run. */
export async function missingBrokers(): Promise<string | false> {
  const admin = new TopicAdmin(connection);
  try {
    await admin.brokers();
    return false;
  } catch (error) {
    if (process.env["CI"] === "true") throw error;
    const reason = "NOT TESTED: no Kafka brokers; npm run brokers:start starts some";
    process.stderr.write(`\n${reason}\n\n`);
    return reason;
  } finally {
    await admin.close();
  }
}

/** For tests that kill brokers: false when they are processes of this checkout. */
export async function foreignBrokers(): Promise<string | false> {
  const missing = await missingBrokers();
  if (missing !== false || brokers.kafka.every(({ pid }) => pid !== undefined)) return missing;
  const reason = "NOT TESTED: the Kafka brokers are not processes of this checkout";
  if (process.env["CI"] === "true") throw new Error(reason);
  process.stderr.write(`\n${reason}\n\n`);
  return reason;
}

/** Each broker learns of a topic in its own time; one that was just started may take seconds. */
async function toKnow(broker: string, topic: string): Promise<void> {
  const admin = new TopicAdmin({ ...connection, brokers: [broker] });
  const isKnown = (): Promise<boolean> =>
    admin.describe(topic).then(
      () => true,
      () => false,
    );
  try {
    await eventually(`broker ${broker} to know the topic`, isKnown);
  } finally {
    await admin.close();
  }
}

export interface TestTopic extends AsyncDisposable {
  readonly name: string;
  readonly admin: TopicAdmin;
}

/** A topic that is gone with the test, replicated as one would in production. */
export async function testTopic(
  partitions: number,
  configs: Readonly<Record<string, string>> = {},
): Promise<TestTopic> {
  const admin = new TopicAdmin(connection);
  const name = `test-${randomUUID()}`;
  // Records of tests have made-up times: a broker, half a minute after its start, would delete them as too old.
  const all = { "min.insync.replicas": "2", "retention.ms": "-1", ...configs };
  await admin.create({ name, partitions, replicationFactor: 3, configs: all });
  await Promise.all(connection.brokers.map(async (broker) => toKnow(broker, name)));
  return {
    name,
    admin,
    [Symbol.asyncDispose]: async () => {
      await admin.delete(name);
      await admin.close();
    },
  };
}
