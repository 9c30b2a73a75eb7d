import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { LocalBrokers } from "@waybill/brokers";
import {
  TopicAdmin,
  TopicLookup,
  TopicReader,
  kafkaConnectionFrom,
  type KafkaConnection,
} from "@waybill/bus-kafka";
import { decodeCloudEvent, type Recorded } from "@waybill/kit";
import { NotHere } from "../small-disk.ts";
import { TcpProxy } from "../tcp-proxy.ts";
import type { Channel } from "./log-witness.ts";
import type { SplitBroker } from "./split.ts";

type Broker = LocalBrokers["kafka"][number];

/** Each order writes to all of these. */
const busyTopics = [
  "orders.created",
  "inventory.reserved",
  "payments.authorized",
  "shipments.created",
];
const inSyncMs = 180_000;
const pollMs = 250;

/** The brokers of this checkout, as one shop uses them: with topics of its own, which go with it. */
export class ShopKafka implements SplitBroker {
  readonly brokers: LocalBrokers;
  readonly connection: KafkaConnection;
  readonly prefix = `drill-${randomUUID().slice(0, 8)}.`;
  /** Of each broker; none unless the shop is behind them. */
  readonly proxies: readonly TcpProxy[];
  readonly #admin: TopicAdmin;

  private constructor(brokers: LocalBrokers, proxies: readonly TcpProxy[]) {
    this.brokers = brokers;
    this.proxies = proxies;
    const addresses = brokers.kafkaAddresses.join(",");
    this.connection = kafkaConnectionFrom({ WAYBILL_KAFKA_BROKERS: addresses }, "waybill-drill");
    this.#admin = new TopicAdmin(this.connection);
  }

  /** @throws {NotHere} when they do not run; in CI that is a failure */
  static async open(isProxied: boolean): Promise<ShopKafka> {
    const brokers = new LocalBrokers();
    if (brokers.kafka.every(({ pid }) => pid !== undefined)) {
      await brokers.serving();
      const proxied = isProxied ? brokers.kafka.map(({ node }) => node) : [];
      const proxies = proxied.map((node) => TcpProxy.open(node.proxiedPort, node.proxyPort));
      return new ShopKafka(brokers, await Promise.all(proxies));
    }
    const why = "the Kafka brokers of this checkout do not run: npm run brokers:start";
    console.error(`crash: NOT TESTED: ${why}`);
    throw process.env["CI"] === "true" ? new Error(why) : new NotHere(why);
  }

  get environment(): Readonly<Record<string, string>> {
    const addresses =
      this.proxies.length === 0
        ? this.brokers.kafkaAddresses
        : this.proxies.map(({ port }) => `127.0.0.1:${port}`);
    return {
      WAYBILL_BUS: "kafka",
      WAYBILL_KAFKA_BROKERS: addresses.join(","),
      WAYBILL_TOPIC_PREFIX: this.prefix,
    };
  }

  /** The broker that leads most of the busy partitions. */
  async busiest(): Promise<{ readonly broker: Broker; readonly leads: number }> {
    const led = Map.groupBy(await this.#partitions(), ({ leader }) => leader);
    const all = this.brokers.kafka.map((broker) => ({
      broker,
      leads: led.get(broker.node.id)?.length ?? 0,
    }));
    const [most] = all.toSorted((a, b) => b.leads - a.leads);
    if (most === undefined) throw new Error("there is no broker");
    return most;
  }

  /** @throws {Error} where the shop is not behind proxies */
  async proxyOfBusiest(): Promise<TcpProxy> {
    const { broker } = await this.busiest();
    const proxy = this.proxies.find(({ port }) => port === broker.node.proxyPort);
    if (proxy === undefined) throw new Error("the shop reaches its brokers without a proxy");
    return proxy;
  }

  /** Resolves when all brokers serve and every replica of the busy topics has everything. */
  async inSync(): Promise<void> {
    await this.brokers.serving();
    const deadline = performance.now() + inSyncMs;
    for (;;) {
      const partitions = await this.#partitions();
      const behind = partitions.filter(({ inSync, replicas }) => inSync.length < replicas.length);
      if (behind.length === 0) return;
      if (performance.now() > deadline)
        throw new Error(`${behind.length} partitions lack a replica after ${inSyncMs} ms`);
      await delay(pollMs);
    }
  }

  async published({ source, topic }: Channel): Promise<readonly Recorded[]> {
    const name = this.prefix + topic;
    const lookup = new TopicLookup(this.connection, name);
    const reader = new TopicReader(this.connection, { topic: name });
    const found: Recorded[] = [];
    try {
      const ends = new Map<number, bigint>();
      for (const partition of await lookup.partitions()) {
        const { earliest, latest } = await lookup.range(partition);
        if (earliest === latest) continue;
        ends.set(partition, latest);
        reader.assign(partition, earliest);
      }
      while (ends.size > 0) {
        const fetched = await reader.next();
        if (fetched === undefined) break;
        for (const { offset, value } of fetched.records) {
          const event = value && decodeCloudEvent(value.toString(), fetched.partition);
          if (event?.source === source) found.push(event);
          if (offset + 1n >= (ends.get(fetched.partition) ?? 0n)) ends.delete(fetched.partition);
        }
      }
      return found;
    } finally {
      await Promise.all([lookup.close(), reader.close()]);
    }
  }

  async close(): Promise<void> {
    for (const proxy of this.proxies) await proxy.close();
    for (const broker of this.brokers.kafka) {
      broker.resume();
      await broker.start();
    }
    await this.brokers.serving();
    for (const topic of await this.#topics()) await this.#admin.delete(topic);
    await this.#admin.close();
  }

  async #topics(): Promise<readonly string[]> {
    return (await this.#admin.list()).filter((name) => name.startsWith(this.prefix));
  }

  async #partitions(): Promise<
    readonly {
      readonly leader: number;
      readonly replicas: readonly number[];
      readonly inSync: readonly number[];
    }[]
  > {
    const described = await this.#admin.describeAll(busyTopics.map((each) => this.prefix + each));
    return [...described.values()].flatMap(({ partitions }) => partitions);
  }
}
