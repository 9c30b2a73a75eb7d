import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { decodeCloudEvent, type Service } from "@waybill/kit";
import { counting, eventually, producing, ServiceProcess } from "@waybill/kit/testing";
import type { Side } from "@waybill/postgres/testing";
import type { KafkaConnection } from "../cluster/connection.ts";
import { GroupAdmin } from "../cluster/group-admin.ts";
import { TopicLookup } from "../cluster/topic-lookup.ts";
import { TopicReader } from "../cluster/topic-reader.ts";
import type { TopicSettings } from "../cluster/topic-admin.ts";
import { connection } from "./cluster-for-tests.ts";
import { partitions, ServicesOnKafka } from "./services-on-kafka.ts";

export const keys = Array.from({ length: 20 }, (_, index) => `key_${index}`);

/** `alpha` and `beta` running on Kafka, and a look into the topic between them. */
export class TwoOnKafka {
  readonly services: ServicesOnKafka;
  readonly groups = new GroupAdmin(connection);
  readonly #running: ServiceProcess[] = [];

  private constructor(services: ServicesOnKafka) {
    this.services = services;
  }

  static async open(
    test: TestContext,
    settings?: Partial<TopicSettings>,
    as?: KafkaConnection,
  ): Promise<TwoOnKafka> {
    const made = new TwoOnKafka(await ServicesOnKafka.open(settings, as));
    test.after(async () => {
      for (const each of made.#running) await each.stop();
      await made.groups.close();
      await made.services.close();
    });
    return made;
  }

  async start(
    side: Side,
    service: Service = side === "alpha" ? producing() : counting(),
  ): Promise<ServiceProcess> {
    const owner = `${side}-${this.#running.length}`;
    const made = new ServiceProcess({ service, ports: await this.services.ports(side), owner });
    this.#running.push(made);
    await made.runtime.start();
    return made;
  }

  /** Every key was counted so often, each number right after the one before it. */
  async counted(consumer: ServiceProcess, count: number): Promise<void> {
    const tallies = async () => {
      const found = await consumer.tallies(keys);
      return keys.map((key) => found.get(key) ?? { count: 0, last: 0, disorder: 0 });
    };
    await eventually(
      `every key to be counted ${count} times`,
      async () => (await tallies()).every((tally) => tally.count >= count),
      180_000,
    );
    for (const { count: has, last, disorder } of await tallies())
      assert.deepEqual({ has, last, disorder }, { has: count, last: count, disorder: 0 });
  }

  /** The topic has all of the log; some of it twice, perhaps. */
  async published(): Promise<void> {
    for (const partition of partitions) {
      const rows = await this.services.databases.query<{ position: string }>(
        "alpha",
        "select position from events where partition = $1 order by position",
        [partition],
      );
      const logged = rows.map(({ position }) => Number(position));
      await eventually(`${logged.length} events to be in partition ${partition}`, async () => {
        const there = new Set(await this.positions(partition).catch(() => []));
        return logged.every((position) => there.has(position));
      });
    }
  }

  /** What stands in a partition, as it stands there. */
  async positions(partition: number): Promise<readonly number[]> {
    const topic = this.services.posted;
    const lookup = new TopicLookup(connection, topic);
    const reader = new TopicReader(connection, { topic });
    try {
      const { earliest, latest } = await lookup.range(partition);
      const positions: number[] = [];
      reader.assign(partition, earliest);
      for (let next = earliest; next < latest;) {
        for (const { offset, value } of (await reader.next())?.records ?? []) {
          positions.push(decodeCloudEvent(value?.toString() ?? "", partition)?.position ?? -1);
          next = offset + 1n;
        }
      }
      return positions;
    } finally {
      await Promise.all([lookup.close(), reader.close()]);
    }
  }

  /** A consumer has said something like this. */
  async told(what: RegExp): Promise<void> {
    const { warnings } = this.services;
    await eventually(`it to be told: ${what.source}`, () =>
      warnings.some((each) => what.test(each)),
    ).catch((error: unknown) => {
      assert.match(warnings.join("\n"), what, String(error));
    });
  }

  /** Whether the relay has written down that the whole log was published. */
  async isMarked(): Promise<boolean> {
    const [row] = await this.services.databases.query<{ position: string }>(
      "alpha",
      "select max(position) as position from events",
    );
    const noted = (await this.groups.noted(`${this.services.prefix}alpha.relay`)).get(
      this.services.posted,
    );
    const complete = [...(noted?.values() ?? [])].map(({ note }) => Number(note.split(" ")[0]));
    return Math.max(...complete) >= Number(row?.position);
  }

  /** With all that is in it, and anew. */
  async recreate(): Promise<void> {
    const { admin, posted } = this.services;
    await admin.delete(posted);
    // Brokers take a moment to be rid of it.
    await eventually("the topic to be created anew", () =>
      this.services.create(posted).then(
        () => true,
        () => false,
      ),
    );
  }
}
