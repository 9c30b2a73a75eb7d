import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { counting, eventually, producing, ServiceProcess } from "@waybill/kit/testing";
import type { Side } from "@waybill/postgres/testing";
import type { RedisConnection } from "../connection.ts";
import { RedisClient } from "../redis-client.ts";
import { entriesOf, positionOf } from "../streams.ts";
import type { TestRedis } from "./redis-for-tests.ts";
import { ServicesOnRedis } from "./services-on-redis.ts";

export const keys = Array.from({ length: 20 }, (_, index) => `key_${index}`);
const partitions = [0, 1, 2, 3];

/** `alpha` and `beta` running on one Redis, and a look into its streams. */
export class TwoOnRedis {
  readonly services: ServicesOnRedis;
  readonly client: RedisClient;
  readonly #running: ServiceProcess[] = [];

  private constructor(redis: TestRedis, services: ServicesOnRedis) {
    this.services = services;
    this.client = new RedisClient(redis.connection);
  }

  static async open(
    test: TestContext,
    redis: TestRedis,
    as?: RedisConnection,
  ): Promise<TwoOnRedis> {
    const made = new TwoOnRedis(redis, await ServicesOnRedis.open(redis, as));
    test.after(async () => {
      for (const each of made.#running) await each.stop();
      made.client.close();
      await made.services.close();
    });
    return made;
  }

  async start(side: Side): Promise<ServiceProcess> {
    const service = side === "alpha" ? producing() : counting();
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
    await eventually(`every key to be counted ${count} times`, async () =>
      (await tallies()).every((tally) => tally.count >= count),
    );
    for (const { count: has, last, disorder } of await tallies())
      assert.deepEqual({ has, last, disorder }, { has: count, last: count, disorder: 0 });
  }

  /** The streams hold the log, once and in order. */
  async published(): Promise<void> {
    for (const partition of partitions) {
      const rows = await this.services.databases.query<{ position: string }>(
        "alpha",
        "select position from events where partition = $1 order by position",
        [partition],
      );
      const logged = rows.map(({ position }) => Number(position));
      const published = async (): Promise<readonly number[]> => this.positions(partition);
      await eventually(
        `${logged.length} events of partition ${partition} to be published`,
        async () => (await published()).length >= logged.length,
      );
      assert.deepEqual(await published(), logged);
    }
  }

  async positions(partition: number): Promise<readonly number[]> {
    const stream = this.services.stream(partition);
    const reply = await this.ask(["XRANGE", stream, "-", "+"]);
    return entriesOf(reply).map(({ id }) => positionOf(id) ?? -1);
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

  /** Waits for the connection, after a Redis was started again. */
  async ask(command: readonly string[]): ReturnType<RedisClient["ask"]> {
    const isBack = (): Promise<boolean> =>
      this.client.ask("a test", ["PING"]).then(
        () => true,
        () => false,
      );
    await eventually("the connection to be there", isBack);
    return this.client.ask("a test", command);
  }
}
