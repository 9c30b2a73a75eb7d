/** A process whose user Kafka refuses lives, says why it is not ready, and goes on by itself when it is let in. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { TopicAdmin } from "@waybill/bus-kafka";
import { brokers, connection, foreignBrokers } from "@waybill/bus-kafka/testing";
import { cluster, KafkaUser } from "@waybill/bus-kafka/testing/user";
import { RefusedProcess } from "./refused-process.ts";

test(
  "a process waits for a password that Kafka takes, and for the right to its topics",
  { skip: await foreignBrokers() },
  async (t) => {
    await using user = new KafkaUser();
    const prefix = `test-${randomUUID()}.`;
    t.after(() => deleteTopics(prefix));
    const waybill = await RefusedProcess.start({
      WAYBILL_BUS: "kafka",
      WAYBILL_TOPIC_PREFIX: prefix,
      WAYBILL_KAFKA_BROKERS: brokers.secureKafka.addresses.join(","),
      WAYBILL_KAFKA_TLS: "yes",
      WAYBILL_KAFKA_CA_FILE: brokers.secureKafka.caFile,
      WAYBILL_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
      WAYBILL_KAFKA_USERNAME: user.name,
      WAYBILL_KAFKA_PASSWORD: user.password,
    });
    await waybill.isHeldUpBy(/brokers 127\.0\.0\.1:\d+.* refuse the connection: .*SCRAM/);

    const lack = (right: string) => new RegExp(`user ${user.name} needs the right ${right}`);
    const topic = { kind: "TOPIC", name: `${prefix}orders.created` } as const;
    await user.may(["DESCRIBE_CONFIGS"], topic);
    await user.may(["DESCRIBE"], cluster);
    await user.create();
    await waybill.isHeldUpBy(lack(`Create on topic ${prefix}`));

    await user.may(["CREATE"], cluster);
    await waybill.isHeldUpBy(lack(`Describe and DescribeConfigs on .*${topic.name}`));

    await user.may(["READ"], topic);
    await waybill.isReady();
    assert.match(waybill.log, /"code":"kafka-login-refused"/);
    assert.match(waybill.log, /"code":"kafka-not-authorized"/);
    assert.doesNotMatch(waybill.log, new RegExp(user.password));
  },
);

async function deleteTopics(prefix: string): Promise<void> {
  const admin = new TopicAdmin(connection);
  try {
    for (const each of await admin.list()) if (each.startsWith(prefix)) await admin.delete(each);
  } finally {
    await admin.close();
  }
}
