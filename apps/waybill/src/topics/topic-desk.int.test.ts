import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connection, missingBrokers } from "@waybill/bus-kafka/testing";
import { OrderPlaced } from "@waybill/contracts";
import { runCommand } from "../commands/testing/run-command.ts";
import { TopicDesk, type AlterRequest } from "./topic-desk.ts";
import type { ListedTopic } from "./topic-list.ts";
import { readTopicSettings, type TopicShape } from "./topic-settings.ts";

const skip = await missingBrokers();

/** A desk whose contracts have one topic, which is gone with it. */
class OwnDesk extends TopicDesk implements AsyncDisposable {
  readonly declared: string;
  readonly free: string;

  constructor() {
    const id = randomUUID();
    const topic = `orders.created-${id}`;
    super({
      connection,
      contracts: [{ ...OrderPlaced, topic }],
      settings: readTopicSettings({}, []),
      warn: () => undefined,
    });
    this.declared = topic;
    this.free = `test-${id}`;
  }

  /** Each broker learns of a change in its own time; one that never comes ends by the test's deadline. */
  async listedAs(name: string, fits: (topic: ListedTopic | undefined) => boolean) {
    for (;;) {
      const found = (await this.list()).find((each) => each.name === name);
      if (fits(found)) return found;
      await delay(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of [this.declared, this.free]) await this.delete(name).catch(() => undefined);
    await this.close();
  }
}

describe("topics, as operators change them", { skip }, () => {
  it("are made, shown, altered and deleted", async () => {
    await using desk = new OwnDesk();
    const { free } = desk;
    await desk.create(free, { partitions: 2, retentionMs: 259_200_000 });
    const made = await desk.listedAs(free, (each) => each?.partitions === 2);
    assert.equal(made?.state, "foreign");
    assert.equal(made.retentionMs, 259_200_000);
    assert.equal(made.replicationFactor, 3);
    assert.equal(made.minInSyncReplicas, 2);

    const { changed } = await desk.alter(free, {
      partitions: 3,
      retentionMs: 86_400_000,
      configs: { "max.message.bytes": "2000000" },
    });
    assert.deepEqual(changed, [
      { setting: "partitions", from: "2", to: "3" },
      { setting: "max.message.bytes", from: "1048588", to: "2000000" },
      { setting: "retention.ms", from: "259200000", to: "86400000" },
    ]);
    await desk.listedAs(free, (each) => each?.partitions === 3 && each.retentionMs === 86_400_000);
    const { partitions, configs } = await desk.describe(free);
    assert.deepEqual(
      partitions.map(({ earliest, latest }) => [earliest, latest]),
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    );
    assert.equal(configs["max.message.bytes"], "2000000");

    await desk.assertDeletable(free, false);
    await desk.delete(free);
    await desk.listedAs(free, (each) => each === undefined);
  });

  it("are made as declared, told where they differ, and mended", async () => {
    await using desk = new OwnDesk();
    const { declared } = desk;
    await desk.listedAs(declared, (each) => each?.state === "missing");
    assert.deepEqual(await desk.createDeclared(), [declared]);
    await desk.listedAs(declared, (each) => each?.state === "ok");
    await desk.alter(declared, { retentionMs: 1_000_000 });
    const differs = await desk.listedAs(declared, (each) => each?.state === "differs");
    assert.deepEqual(differs?.differences, [
      { setting: "retention", has: "1000s", declared: "7d" },
    ]);
    const { changed } = await desk.alter(declared, { asDeclared: true });
    assert.deepEqual(changed, [{ setting: "retention.ms", from: "1000000", to: "604800000" }]);
    await desk.listedAs(declared, (each) => each?.state === "ok");
  });

  it("are not altered to what cannot be", async () => {
    await using desk = new OwnDesk();
    const { declared, free } = desk;
    await desk.createDeclared();
    await desk.create(free, { partitions: 1 });
    await desk.listedAs(free, (each) => each !== undefined);
    const refused: readonly [string, AlterRequest, object][] = [
      [declared, { partitions: 3 }, { message: /they can grow, but not shrink to 3/ }],
      [declared, {}, { code: "topic-unchanged" }],
      [declared, { configs: { "min.insync.replicas": "4" } }, { code: "topic-unwritable" }],
      [declared, { configs: { "no.such": "1" } }, { code: "kafka-request-invalid" }],
      [free, { asDeclared: true }, { code: "topic-foreign" }],
      [`${free}-2`, { partitions: 3 }, { code: "topic-not-found" }],
    ];
    for (const [name, request, error] of refused)
      await assert.rejects(desk.alter(name, request), error);
    await desk.listedAs(declared, (each) => each?.state === "ok");
  });

  it("are not made as what cannot be, and not deleted while contracts name them", async () => {
    await using desk = new OwnDesk();
    const { declared, free } = desk;
    const refused: readonly [string, Partial<TopicShape>, object][] = [
      [declared, { partitions: 3 }, { message: /at least 4 partitions.*and not 3/ }],
      [free, { replicationFactor: 1, minInSyncReplicas: 2 }, { code: "topic-unwritable" }],
      [free, { replicationFactor: 9 }, { code: "kafka-request-invalid" }],
      ["test x", {}, { message: /'test x' contains one or more characters/ }],
    ];
    for (const [name, shape, error] of refused)
      await assert.rejects(desk.create(name, shape), error);
    await desk.createDeclared();
    await assert.rejects(desk.assertDeletable(declared, false), { code: "topic-declared" });
    await desk.assertDeletable(declared, true);
  });
});

describe("waybill topics", () => {
  const brokers = { WAYBILL_KAFKA_BROKERS: connection.brokers.join(",") };

  it("asks for the name before it deletes", { skip }, async () => {
    await using desk = new OwnDesk();
    const { free } = desk;
    await runCommand(["topics", "create", free, "--partitions", "1"], brokers);
    await desk.listedAs(free, (each) => each !== undefined);
    const mistyped = await runCommand(["topics", "delete", free, "--yes", "orders"], brokers);
    assert.equal(mistyped.code, 1);
    assert.match(mistyped.error, /the name given is "orders"; give --yes .*\[name-unconfirmed\]/);
    const meant = await runCommand(["topics", "delete", free, "--yes", free, "--json"], brokers);
    assert.deepEqual(JSON.parse(meant.out), { deleted: free });
  });

  it("names the address of brokers that do not answer, or the setting that is missing", async () => {
    const away = await runCommand(["topics", "ls"], { WAYBILL_KAFKA_BROKERS: "127.0.0.1:1" });
    assert.equal(away.code, 2);
    assert.match(away.error, /127\.0\.0\.1:1.*\[kafka-unreachable\]/);
    const unset = await runCommand(["topics", "ls"], { WAYBILL_KAFKA_BROKERS: "" });
    assert.match(unset.error, /WAYBILL_KAFKA_BROKERS is not set/);
  });
});
