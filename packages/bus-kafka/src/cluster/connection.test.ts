import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { kafkaConnectionFrom } from "./connection.ts";

const brokers = { WAYBILL_KAFKA_BROKERS: "kafka-1:9092, [::1]:9093" };

describe("settings of a Kafka connection", () => {
  it("has the brokers and nothing else where nothing else is set", () => {
    assert.deepEqual(kafkaConnectionFrom({ ...brokers, WAYBILL_KAFKA_TLS: "" }, "orders"), {
      brokers: ["kafka-1:9092", "[::1]:9093"],
      clientId: "orders",
    });
  });

  it("reads certificates, user and password", () => {
    const directory = mkdtempSync(join(tmpdir(), "waybill-kafka-"));
    try {
      const pem = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
      writeFileSync(join(directory, "ca.pem"), pem);
      const env = {
        ...brokers,
        WAYBILL_KAFKA_TLS: "yes",
        WAYBILL_KAFKA_CA_FILE: join(directory, "ca.pem"),
        WAYBILL_KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
        WAYBILL_KAFKA_USERNAME: "waybill",
        WAYBILL_KAFKA_PASSWORD: "secret",
      };
      const { tls, sasl } = kafkaConnectionFrom(env, "orders");
      assert.deepEqual(tls, { ca: pem });
      assert.deepEqual(sasl, {
        mechanism: "SCRAM-SHA-512",
        username: "waybill",
        password: "secret",
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  const wrong: readonly (readonly [settings: Record<string, string>, message: RegExp])[] = [
    [{ WAYBILL_KAFKA_BROKERS: "" }, /WAYBILL_KAFKA_BROKERS is not set/],
    [{ WAYBILL_KAFKA_BROKERS: "a:1,b" }, /WAYBILL_KAFKA_BROKERS has "b"/],
    [{ WAYBILL_KAFKA_BROKERS: "a:70000" }, /has "a:70000"/],
    [{ WAYBILL_KAFKA_BROKERS: "kafka://a:9092" }, /has "kafka:\/\/a:9092"/],
    [{ WAYBILL_KAFKA_TLS: "true" }, /WAYBILL_KAFKA_TLS is "true"/],
    [
      { WAYBILL_KAFKA_CA_FILE: "/no/such" },
      /CA_FILE names a file that cannot be read: .*\/no\/such/,
    ],
    [{ WAYBILL_KAFKA_TLS: "yes", WAYBILL_KAFKA_CA_FILE: "package.json" }, /is no PEM file/],
    [{ WAYBILL_KAFKA_SASL_MECHANISM: "GSSAPI" }, /SASL_MECHANISM is "GSSAPI"; it has to be one of/],
    [{ WAYBILL_KAFKA_SASL_MECHANISM: "PLAIN" }, /WAYBILL_KAFKA_USERNAME is not set/],
    [{ WAYBILL_KAFKA_PASSWORD: "hunter2" }, /SASL_MECHANISM is not set/],
  ];
  for (const [settings, message] of wrong) {
    it(`refuses ${JSON.stringify(settings)}, naming the setting`, () => {
      assert.throws(
        () => kafkaConnectionFrom({ ...brokers, ...settings }, "orders"),
        (error) => {
          assert.ok(error instanceof Error);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /hunter2/);
          assert.equal((error as { code?: unknown }).code, "config-invalid");
          return true;
        },
      );
    });
  }
});
