import { randomUUID } from "node:crypto";
import { systemClock, type Contract } from "@waybill/kit";
import { Counted, Posted, type BusUnderTest, type Ports } from "@waybill/kit/testing";
import { TwoDatabases, type Side } from "@waybill/postgres/testing";
import type { RedisConnection } from "../connection.ts";
import { RedisBus } from "../redis-bus.ts";
import { RedisPublisher } from "../redis-publisher.ts";
import { streamKey } from "../streams.ts";
import type { TestRedis } from "./redis-for-tests.ts";

/** Two services on databases of their own, and streams of their own between them. */
export class ServicesOnRedis implements BusUnderTest {
  readonly databases: TwoDatabases;
  readonly warnings: string[] = [];
  readonly #redis: TestRedis;
  readonly #connection: RedisConnection;
  readonly #prefix = `test-${randomUUID()}`;
  readonly #contracts: readonly Contract[] = [Posted, Counted];

  private constructor(redis: TestRedis, databases: TwoDatabases, as: RedisConnection) {
    this.#redis = redis;
    this.#connection = as;
    this.databases = databases;
  }

  /** @param as how the services connect */
  static async open(redis: TestRedis, as = redis.connection): Promise<ServicesOnRedis> {
    return new ServicesOnRedis(redis, await TwoDatabases.open(), as);
  }

  async ports(side: Side): Promise<Ports> {
    const databases = await this.databases.ports(side);
    const own = this.#contracts.filter(({ source }) => source === side);
    const connection = this.#connection;
    const shared = { connection, service: side, clock: systemClock, prefix: this.#prefix };
    const publisher = new RedisPublisher({
      ...shared,
      contracts: new Map(own.map((each) => [each.type, each])),
    });
    const bus = new RedisBus({
      ...shared,
      log: databases.bus,
      contracts: this.#contracts,
      warn: (message) => this.warnings.push(message),
    });
    return {
      store: databases.store,
      bus,
      publisher,
      close: async () => {
        await publisher.close();
        await databases.close();
      },
    };
  }

  /** Of what `alpha` posts. */
  stream(partition: number): string {
    return streamKey({ prefix: this.#prefix, source: "alpha", topic: Posted.topic, partition });
  }

  async stopSource(): Promise<void> {
    this.#redis.pause();
  }

  async startSource(): Promise<void> {
    this.#redis.resume();
  }

  lapse(owner: string, side: Side = "beta"): Promise<void> {
    return this.databases.lapse(owner, side);
  }

  close(): Promise<void> {
    return this.databases.close();
  }
}
