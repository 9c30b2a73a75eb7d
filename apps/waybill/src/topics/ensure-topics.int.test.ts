import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { TopicAdmin, type KafkaConnection } from "@waybill/bus-kafka";
import { connection, missingBrokers } from "@waybill/bus-kafka/testing";
import { OrderPlaced, OrderConfirmed } from "@waybill/contracts";
import type { Contract } from "@waybill/kit";
import { declaredTopics } from "./declared-topics.ts";
import { ensureTopics } from "./ensure-topics.ts";
import { parseTopicSettings, readTopicSettings } from "./topic-settings.ts";

/** What was logged, by level. */
class Lines {
  readonly infos: string[] = [];
  readonly warnings: string[] = [];
  onWarning: () => void = () => undefined;

  info(_fields: object, message: string): void {
    this.infos.push(message);
  }

  warn(_fields: object, message: string): void {
    this.warnings.push(message);
    this.onWarning();
  }
}

class OwnTopics implements AsyncDisposable {
  readonly contracts: readonly Contract[];
  readonly admin = new TopicAdmin(connection);
  readonly names: readonly string[];

  constructor() {
    const id = randomUUID();
    this.contracts = [OrderPlaced, OrderConfirmed].map((each) => ({
      ...each,
      topic: `${each.topic}-${id}`,
    }));
    this.names = declaredTopics(this.contracts).map(({ name }) => name);
  }

  ensure(lines: Lines, file = "{}", to: KafkaConnection = connection): Promise<readonly string[]> {
    const settings = parseTopicSettings(file, {
      file: "topics.json",
      declared: declaredTopics(this.contracts),
    });
    return ensureTopics({ connection: to, contracts: this.contracts, settings, log: lines });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const there = await this.admin.list();
    for (const name of this.names) if (there.includes(name)) await this.admin.delete(name);
    await this.admin.close();
  }
}

describe("the topics of the contracts", { skip: await missingBrokers() }, () => {
  it("are made as the settings say, by whichever of several processes is first", async () => {
    await using topics = new OwnTopics();
    const file = JSON.stringify({ topics: { [topics.names[0]!]: { retention: "1d" } } });
    const lines = Array.from({ length: 3 }, () => new Lines());
    const made = await Promise.all(lines.map((each) => topics.ensure(each, file)));
    assert.deepEqual(made.flat().sort(), topics.names);
    assert.deepEqual(
      lines.flatMap(({ warnings }) => warnings),
      [],
    );
    const described = await topics.admin.describeAll(topics.names);
    for (const { partitions, configs } of described.values()) {
      assert.equal(partitions.length, 4);
      assert.ok(partitions.every(({ replicas }) => replicas.length === 3));
      assert.equal(configs.get("min.insync.replicas"), "2");
    }
    const retentions = topics.names.map((each) => described.get(each)?.configs.get("retention.ms"));
    assert.deepEqual(retentions, ["86400000", "604800000"]);
  });

  it("that are there already stay as they are, and differences are told", async () => {
    await using topics = new OwnTopics();
    await topics.ensure(new Lines());
    const lines = new Lines();
    const changed = JSON.stringify({ topics: { [topics.names[1]!]: { retention: "2d" } } });
    assert.deepEqual(await topics.ensure(lines, changed), []);
    assert.deepEqual(lines.warnings, [
      `topic ${topics.names[1]}: retention is 7d, declared is 2d; it is left as it is`,
    ]);
  });

  it("are not made so that nothing could ever be written into them", async () => {
    await using topics = new OwnTopics();
    const file = JSON.stringify({ defaults: { minInSyncReplicas: 4 } });
    await assert.rejects(topics.ensure(new Lines(), file), {
      code: "topic-unwritable",
      message: /3 replicas, and 4 of them/,
    });
    const there = await topics.admin.list();
    assert.ok(topics.names.every((name) => !there.includes(name)));
  });

  it("are refused with fewer partitions than the logs have", async () => {
    await using topics = new OwnTopics();
    const [name = ""] = topics.names;
    await topics.admin.create({ name, partitions: 3, replicationFactor: 1, configs: {} });
    await assert.rejects(topics.ensure(new Lines()), {
      code: "topic-partitions-few",
      retryable: false,
      message: new RegExp(`${name} has 3 partitions, and the logs have 4`),
    });
  });

  it("are not made with fewer replicas than asked for: it waits for the brokers, and says so", async () => {
    await using topics = new OwnTopics();
    const lines = new Lines();
    const waiting = new AbortController();
    lines.onWarning = () => waiting.abort();
    const settings = parseTopicSettings('{"defaults":{"replicationFactor":9}}', {
      file: "topics.json",
      declared: [],
    });
    const { contracts } = topics;
    const { signal } = waiting;
    await assert.rejects(ensureTopics({ connection, contracts, settings, log: lines, signal }), {
      name: "AbortError",
    });
    assert.match(lines.warnings.join(), /to have 9 replicas, and 3 brokers are alive/);
    assert.deepEqual(
      (await topics.admin.list()).filter((each) => topics.names.includes(each)),
      [],
    );
  });
});

describe("brokers that do not answer", () => {
  it("are waited for, and named", async () => {
    const lines = new Lines();
    const waiting = new AbortController();
    lines.onWarning = () => waiting.abort();
    const away = { brokers: ["127.0.0.1:1"], clientId: "waybill-tests" };
    await assert.rejects(
      ensureTopics({
        connection: away,
        contracts: [OrderPlaced],
        settings: readTopicSettings({}, []),
        log: lines,
        signal: waiting.signal,
      }),
      { name: "AbortError" },
    );
    assert.match(lines.warnings.join(), /trying again in 0\.25 s: .*127\.0\.0\.1:1/);
  });
});
