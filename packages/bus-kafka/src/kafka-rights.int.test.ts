/** Services whose user lacks something on the brokers: they say what and where, and go on when it is given. */
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { eventually, type ServiceProcess } from "@waybill/kit/testing";
import { foreignBrokers } from "./testing/cluster-for-tests.ts";
import { KafkaUser } from "./testing/kafka-user.ts";
import { keys, TwoOnKafka } from "./testing/two-on-kafka.ts";

async function open(t: TestContext): Promise<{ on: TwoOnKafka; user: KafkaUser }> {
  const user = new KafkaUser();
  const on = await TwoOnKafka.open(t, {}, user.connection);
  t.after(() => user[Symbol.asyncDispose]());
  return { on, user };
}

async function logged(by: ServiceProcess, what: RegExp): Promise<void> {
  await eventually(`${what.source} to be logged`, () =>
    by.logged.some(({ msg }) => what.test(String(msg))),
  ).catch((error: unknown) => {
    assert.match(by.logged.map(({ msg }) => String(msg)).join("\n"), what, String(error));
  });
}

/** All that was said, by the services and their bus. */
function said(on: TwoOnKafka, ...by: readonly ServiceProcess[]): string {
  return JSON.stringify([on.services.warnings, ...by.map((each) => each.logged)]);
}

function lack({ name }: KafkaUser, right: string): RegExp {
  return new RegExp(`user ${name} needs the right ${right}.* at the brokers 127\\.0\\.0\\.1:`);
}

describe("services that the brokers refuse", { skip: await foreignBrokers() }, () => {
  it("wait for their user to be let in, and do not tell its password", async (t) => {
    const { on, user } = await open(t);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await logged(producer, /events wait in the log: .*127\.0\.0\.1:\d+.* refuse the connection/);
    await on.told(/cannot begin to read .*posted.* refuse the connection: .*SCRAM/);
    await user.create();
    await on.counted(consumer, 1);
    assert.doesNotMatch(said(on, producer, consumer), new RegExp(user.password));
  });

  it("name the topic that they may not write to, and keep its events until they may", async (t) => {
    const { on, user } = await open(t);
    const topic = { kind: "TOPIC", name: on.services.posted } as const;
    await user.create();
    await user.may(["DESCRIBE", "READ"], topic);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await logged(producer, lack(user, `Write on topic ${topic.name}`));
    assert.deepEqual([...(await consumer.tallies(keys)).keys()], []);
    await user.may(["WRITE"], topic);
    await on.counted(consumer, 1);
  });

  it("name the topic that they may not read, and read on when they may", async (t) => {
    const { on, user } = await open(t);
    const topic = { kind: "TOPIC", name: on.services.posted } as const;
    await user.create();
    await user.may(["DESCRIBE", "WRITE"], topic);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await on.told(lack(user, `Read on topic ${topic.name}`));
    await user.may(["READ"], topic);
    await on.counted(consumer, 1);
  });

  it("name the topic that is hidden from them, and go on when it is not", async (t) => {
    const { on, user } = await open(t);
    const topic = { kind: "TOPIC", name: on.services.posted } as const;
    await user.create();
    await user.may(["DESCRIBE_CONFIGS"], topic);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await logged(producer, new RegExp(`events wait in the log: .*${topic.name}`));
    await on.told(new RegExp(topic.name));
    await user.may(["READ", "WRITE"], topic);
    await on.counted(consumer, 1);
  });

  it("name the group that they may not use: what they publish waits, what they read does not", async (t) => {
    const { on, user } = await open(t);
    const relay = { kind: "GROUP", name: `${on.services.prefix}alpha.relay` } as const;
    const reading = { kind: "GROUP", name: `${on.services.prefix}beta` } as const;
    await user.create();
    await user.may(["DESCRIBE_CONFIGS"], relay);
    await user.may(["DESCRIBE"], reading);
    const [producer, consumer] = [await on.start("alpha"), await on.start("beta")];
    await Promise.all(keys.map((key) => producer.post(key)));
    await logged(producer, lack(user, `Describe on group ${relay.name}`));
    await user.may(["READ"], relay);
    await on.counted(consumer, 1);
    await on.told(lack(user, `Read on group ${reading.name}`));
  });
});
