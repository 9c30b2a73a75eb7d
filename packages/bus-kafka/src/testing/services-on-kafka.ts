import { randomUUID } from "node:crypto";
import { systemClock, type Contract } from "@waybill/kit";
import { Counted, Posted, type BusUnderTest, type Ports } from "@waybill/kit/testing";
import { TwoDatabases, type Side } from "@waybill/postgres/testing";
import { TopicAdmin, type TopicSettings } from "../cluster/topic-admin.ts";
import type { KafkaConnection } from "../cluster/connection.ts";
import { KafkaBus } from "../kafka-bus.ts";
import { KafkaPublisher } from "../kafka-publisher.ts";
import { brokers, connection } from "./cluster-for-tests.ts";

export const partitions = [0, 1, 2, 3];

/** Two services on databases of their own, and topics of their own between them. */
export class ServicesOnKafka implements BusUnderTest {
  readonly databases: TwoDatabases;
  readonly warnings: string[] = [];
  readonly prefix = `test-${randomUUID()}.`;
  readonly admin = new TopicAdmin(connection);
  readonly #contracts: readonly Contract[] = [Posted, Counted];

  readonly #connection: KafkaConnection;

  private constructor(databases: TwoDatabases, as: KafkaConnection) {
    this.databases = databases;
    this.#connection = as;
  }

  /**
   * @param settings of the topic in which `alpha` posts, beside what one would have in production
   * @param as how the services connect
   */
  static async open(
    settings: Partial<TopicSettings> = {},
    as: KafkaConnection = connection,
  ): Promise<ServicesOnKafka> {
    const made = new ServicesOnKafka(await TwoDatabases.open(), as);
    await made.create(made.topicOf(Counted));
    await made.create(made.posted, settings);
    return made;
  }

  topicOf({ topic }: Pick<Contract, "topic">): string {
    return this.prefix + topic;
  }

  /** Where `alpha` posts. */
  get posted(): string {
    return this.topicOf(Posted);
  }

  async create(name: string, settings: Partial<TopicSettings> = {}): Promise<void> {
    const configs = { "min.insync.replicas": "2" };
    await this.admin.create({ name, partitions: 4, replicationFactor: 3, configs, ...settings });
  }

  async ports(side: Side): Promise<Ports> {
    const databases = await this.databases.ports(side);
    const own = this.#contracts.filter(({ source }) => source === side);
    const { prefix } = this;
    const publisher = new KafkaPublisher({
      connection: this.#connection,
      contracts: new Map(own.map((each) => [each.type, each])),
      prefix,
    });
    const bus = new KafkaBus({
      connection: this.#connection,
      service: side,
      log: databases.bus,
      contracts: this.#contracts,
      clock: systemClock,
      warn: (message) => this.warnings.push(message),
      prefix,
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

  async stopSource(): Promise<void> {
    for (const broker of brokers.kafka) broker.pause();
  }

  async startSource(): Promise<void> {
    for (const broker of brokers.kafka) broker.resume();
  }

  lapse(owner: string, side: Side = "beta"): Promise<void> {
    return this.databases.lapse(owner, side);
  }

  async close(): Promise<void> {
    for (const contract of this.#contracts) await this.admin.delete(this.topicOf(contract));
    await this.admin.close();
    await this.databases.close();
  }
}
