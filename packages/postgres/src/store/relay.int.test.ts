import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import {
  PublishedLost,
  Retryable,
  relayConsumer,
  type Places,
  type Publisher,
  type Recorded,
} from "@waybill/kit";
import { eventually, producing } from "@waybill/kit/testing";
import { stage, type Stage } from "../testing/stage.ts";

/** A broker that can be away, or take a first part of what it is given. */
class Broker implements Publisher {
  readonly taken: Recorded[] = [];
  #refusals = 0;

  refuse(times: number): void {
    this.#refusals = times;
  }

  get isRefusing(): boolean {
    return this.#refusals > 0;
  }

  publish(events: readonly Recorded[]): Promise<void> {
    if (this.isRefusing) {
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

async function startedOn<B extends Broker>(test: TestContext, broker: B) {
  const on = await stage(test);
  const ports = async () => ({ ...(await on.databases.ports("alpha")), publisher: broker });
  return { on, broker, ports, producer: await on.start(producing(), { ports: await ports() }) };
}

test("everything of the log is published, in its order within a partition", async (t) => {
  const { on, broker, producer } = await startedOn(t, new Broker());
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await everythingIsThere(on, broker);
  assert.equal(broker.taken.length, 100, "and once, when nothing goes wrong");
});

test("while the broker is away events are accepted and wait; then it gets all of them, in order", async (t) => {
  const { on, broker, producer } = await startedOn(t, new Broker());
  broker.refuse(3);
  for (let round = 0; round < 5; round += 1)
    await Promise.all(keys.map((key) => producer.post(key, 3)));
  await everythingIsThere(on, broker);
  const told = producer.logged.filter(({ msg }) => String(msg).includes("events wait in the log"));
  assert.equal(told.length, 1, "an outage is told of once");
});

test("a process that dies between publishing and writing that down leaves nothing out", async (t) => {
  const { on, broker, ports, producer } = await startedOn(t, new Broker());
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

/** A broker that may lose the end of what it has acknowledged, and the note of how far that went. */
class LossyBroker extends Broker implements Publisher {
  readonly #seen = new Map<number, number>();
  #stored: Recorded[] = [];
  #mark = new Map<number, number>();
  marks = 0;

  override publish(events: readonly Recorded[]): Promise<void> {
    const lost = this.#missing(new Set(events.map(({ partition }) => partition)));
    if (lost !== undefined) return Promise.reject(lost);
    if (this.isRefusing) return super.publish(events);
    for (const event of events) {
      if (event.position <= this.#reach(event.partition)) continue;
      this.#stored.push(event);
      this.#seen.set(event.partition, event.position);
    }
    return super.publish(events);
  }

  begin(partitions: readonly number[]): Promise<Places> {
    for (const partition of partitions) this.#seen.set(partition, this.#reach(partition));
    return Promise.resolve(new Map(partitions.map((each) => [each, this.#mark.get(each) ?? 0])));
  }

  keep(places: Places): Promise<void> {
    const lost = this.#missing(new Set(places.keys()));
    if (lost !== undefined) return Promise.reject(lost);
    this.#mark = new Map([...this.#mark, ...places]);
    this.marks += 1;
    return Promise.resolve();
  }

  /** As after a power cut: what was acknowledged last is gone. */
  loseFrom(place: { readonly stored: number; readonly mark: Places }): void {
    this.#stored = this.#stored.slice(0, place.stored);
    this.#mark = new Map(place.mark);
  }

  get place(): { readonly stored: number; readonly mark: Places } {
    return { stored: this.#stored.length, mark: this.#mark };
  }

  override read(partition: number): readonly number[] {
    return this.#stored.filter((each) => each.partition === partition).map((each) => each.position);
  }

  #reach(partition: number): number {
    return this.read(partition).at(-1) ?? 0;
  }

  #missing(partitions: ReadonlySet<number>): PublishedLost | undefined {
    const lost = [...partitions]
      .map((partition): [number, number] => [partition, this.#reach(partition)])
      .filter(([partition, reach]) => reach < (this.#seen.get(partition) ?? 0));
    for (const [partition, reach] of lost) this.#seen.set(partition, reach);
    return lost.length === 0 ? undefined : new PublishedLost(new Map(lost));
  }
}

test("what the broker loses is published again, in order and before anything newer", async (t) => {
  const { on, broker, producer } = await startedOn(t, new LossyBroker());
  await Promise.all(keys.map((key) => producer.post(key, 3)));
  await everythingIsThere(on, broker);
  const { place } = broker;
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await everythingIsThere(on, broker);
  broker.loseFrom(place);
  await Promise.all(keys.map((key) => producer.post(key, 2)));
  await everythingIsThere(on, broker);
});

test("what the broker loses is published again though nothing new comes", async (t) => {
  const { on, broker, producer } = await startedOn(t, new LossyBroker());
  await Promise.all(keys.map((key) => producer.post(key, 3)));
  await everythingIsThere(on, broker);
  broker.loseFrom({ stored: 10, mark: new Map() });
  await everythingIsThere(on, broker);
});

test("a process that takes over publishes again what the broker lost while nobody looked", async (t) => {
  const { on, broker, ports, producer } = await startedOn(t, new LossyBroker());
  await Promise.all(keys.map((key) => producer.post(key, 3)));
  await everythingIsThere(on, broker);
  const { marks } = broker;
  await eventually("it to be written down how far that is", () => broker.marks > marks);
  const { place } = broker;
  await Promise.all(keys.map((key) => producer.post(key, 5)));
  await everythingIsThere(on, broker);
  await producer.stop();
  broker.loseFrom(place);
  await on.start(producing(), { ports: await ports() });
  await everythingIsThere(on, broker);
});

test("a refill that fails is begun again, and nothing newer is published before", async (t) => {
  const { on, broker, producer } = await startedOn(t, new LossyBroker());
  await Promise.all(keys.map((key) => producer.post(key, 4)));
  await everythingIsThere(on, broker);
  broker.loseFrom({ stored: 5, mark: new Map() });
  broker.refuse(2);
  await Promise.all(keys.map((key) => producer.post(key, 2)));
  await everythingIsThere(on, broker);
});
