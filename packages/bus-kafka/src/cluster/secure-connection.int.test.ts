import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Admin,
  AclOperations,
  AclPermissionTypes,
  ResourcePatternTypes,
  ResourceTypes,
} from "@platformatic/kafka";
import { brokers, connection, foreignBrokers, testTopic } from "../testing/cluster-for-tests.ts";
import { numberedRecords } from "../testing/numbered-records.ts";
import type { KafkaConnection, SaslMechanism } from "./connection.ts";
import { TopicAdmin } from "./topic-admin.ts";
import { TopicReader } from "./topic-reader.ts";
import { TopicWriter } from "./topic-writer.ts";

function secure(mechanism: SaslMechanism, password?: string): KafkaConnection {
  const { addresses, ca, username, ...known } = brokers.secureKafka;
  return {
    brokers: addresses,
    clientId: "waybill-tests",
    tls: { ca },
    sasl: { mechanism, username, password: password ?? known.password },
  };
}

async function brokersSeenBy(connection: KafkaConnection): Promise<readonly number[]> {
  const admin = new TopicAdmin(connection);
  try {
    return await admin.brokers();
  } finally {
    await admin.close();
  }
}

describe("a connection with TLS and a user", { skip: await foreignBrokers() }, () => {
  for (const mechanism of ["PLAIN", "SCRAM-SHA-512"] as const) {
    it(`writes by ${mechanism}`, async () => {
      await using topic = await testTopic(1);
      assert.deepEqual(await brokersSeenBy(secure(mechanism)), [1, 2, 3]);
      const writer = new TopicWriter(secure(mechanism), { topic: topic.name });
      try {
        const { lastOffset } = await writer.append(0, numberedRecords(0, 3));
        assert.equal(lastOffset, 2n);
      } finally {
        await writer.close();
      }
    });

    it(`is told that the password is wrong by ${mechanism}`, async () => {
      await assert.rejects(brokersSeenBy(secure(mechanism, "guess")), {
        code: "kafka-login-refused",
        retryable: false,
        message: /127\.0\.0\.1:\d+.*refuse the connection: .*SASL/,
      });
    });
  }

  it("refuses a broker whose authority it does not know", async () => {
    await assert.rejects(brokersSeenBy({ ...secure("PLAIN"), tls: {} }), {
      code: "kafka-login-refused",
      message: /certificate/,
    });
  });

  it("is told that a broker wants TLS, or does not have it", async () => {
    const { tls: _, ...open } = secure("PLAIN");
    await assert.rejects(brokersSeenBy(open), { code: /kafka-(login-refused|unreachable)/ });
    const { tls } = secure("PLAIN");
    assert.ok(tls);
    await assert.rejects(brokersSeenBy({ ...connection, tls }), { code: "kafka-login-refused" });
  });

  it("is told which topic it has no right to", async () => {
    await using topic = await testTopic(1);
    const acls = new Admin({ clientId: "t", bootstrapBrokers: [...connection.brokers] });
    const writer = new TopicWriter(secure("PLAIN"), { topic: topic.name });
    const reader = new TopicReader(secure("PLAIN"), { topic: topic.name });
    try {
      const { READ, WRITE } = AclOperations;
      await acls.createAcls({
        creations: [READ, WRITE].map((operation) => ({
          resourceType: ResourceTypes.TOPIC,
          resourceName: topic.name,
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal: "User:waybill",
          host: "*",
          operation,
          permissionType: AclPermissionTypes.DENY,
        })),
      });
      const denied = {
        code: "kafka-not-authorized",
        retryable: false,
        message: new RegExp(topic.name),
      };
      await assert.rejects(writer.append(0, numberedRecords(0, 1)), denied);
      reader.assign(0, 0n);
      await assert.rejects(reader.next(), denied);
    } finally {
      await Promise.all([acls.close(), writer.close(), reader.close()]);
    }
  });
});
