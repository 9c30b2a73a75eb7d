import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Retryable, relayConsumer, type Publisher, type Recorded } from "@waybill/kit";
import { eventually, producing } from "@waybill/kit/testing";
import { stage, type Stage } from "../testing/stage.ts";

/** A broker that can be away, or take a first part of what it is given. */
class Broker implements Publisher {
  readonly taken: Recorded[] = [];
  #refusals = 0;

  refuse(times: number): void {
    this.#refusals = times;
  }

  publish(events: readonly Recorded[]): Promise<void> {
    if (this.#refusals > 0) {
      this.#refusals -= 1;
      this.taken.push(...events.slice(0, Math.floor(events.length / 2)));
      return Promise.reject(new Retryable("kafka-unreachable", "no broker answers"));
    }
    this.taken.push(...events);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Positions of a partition as a reader sees them, who passes over what is not newer. */
  read(partition: number): readonly number[] {
    const seen: number[] = [];
    for (const event of this.taken) {
      if (event.partition === partition && event.position > (seen.at(-1) ?? 0))
        seen.push(event.position);
    }
    return seen;
  }
}

async function logged(on: Stage, partition: number): Promise<readonly number[]> {
  const rows = await on.databases.query<{ position: string }>(
    "alpha",
    "select position from events where partition = $1 order by position",
    [partition],
  );
  return rows.map(({ position }) => Number(position));
}

async function everythingIsThere(on: Stage, broker: Broker): Promise<void> {
  for (const partition of [0, 1, 2, 3]) {
    const wanted = await logged(on, partition);
    await eventually(
      `${wanted.length} events of partition ${partition} to be published`,
      () => broker.read(partition).length >= wanted.length,
    );
    assert.deepEqual(broker.read(partition), wanted);
  }
}

const keys = Array.from({ length: 20 }, (_, index) => `key_${index}`);

async function started(test: TestContext) {
  const on = await stage(test);
  const broker = new Broker();
  const ports = async () => ({ ...(await on.databases.ports("alpha")), publisher: broker });
  return { on, broker, ports, producer: await on.start(producing(), { ports: await ports() }) };
}

test("everything of the log is published, in its order within a partition", async (t) => {
  const { on, broker, producer } = await started(t);
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await everythingIsThere(on, broker);
  assert.equal(broker.taken.length, 100, "and once, when nothing goes wrong");
});

test("while the broker is away events are accepted and wait; then it gets all of them, in order", async (t) => {
  const { on, broker, producer } = await started(t);
  broker.refuse(3);
  for (let round = 0; round < 5; round += 1)
    await Promise.all(keys.map((key) => producer.post(key, 3)));
  await everythingIsThere(on, broker);
  const told = producer.logged.filter(({ msg }) => String(msg).includes("events wait in the log"));
  assert.equal(told.length, 1, "an outage is told of once");
});

test("a process that dies between publishing and writing that down leaves nothing out", async (t) => {
  const { on, broker, ports, producer } = await started(t);
  producer.gate.onCommit = (commit, proceed) =>
    commit.positions.some(({ consumer }) => consumer === relayConsumer("alpha"))
      ? Promise.reject(new Error("killed before the position was written"))
      : proceed();
  await Promise.all(keys.map((key) => producer.post(key, 4)));
  await eventually("something to be published", () => broker.taken.length > 0);
  await producer.kill();
  const published = broker.taken.length;
  await on.databases.lapse("alpha-0", "alpha");
  await on.start(producing(), { ports: await ports() });
  await eventually("what was published to be repeated", () => broker.taken.length > published);
  await everythingIsThere(on, broker);
});
