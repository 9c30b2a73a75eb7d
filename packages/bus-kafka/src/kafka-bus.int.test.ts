import { randomUUID } from "node:crypto";
import { systemClock, type Contract } from "@waybill/kit";
import {
  Counted,
  Posted,
  busConformance,
  type BusUnderTest,
  type Ports,
} from "@waybill/kit/testing";
import { TwoDatabases, type Side } from "@waybill/postgres/testing";
import { TopicAdmin } from "./cluster/topic-admin.ts";
import { KafkaBus } from "./kafka-bus.ts";
import { KafkaPublisher } from "./kafka-publisher.ts";
import { brokers, connection, foreignBrokers } from "./testing/cluster-for-tests.ts";

/** Two services on databases of their own, and topics of their own between them. */
class OnKafka implements BusUnderTest {
  readonly #databases: TwoDatabases;
  readonly #contracts: readonly Contract[];
  readonly #admin = new TopicAdmin(connection);

  private constructor(databases: TwoDatabases) {
    const id = randomUUID();
    this.#databases = databases;
    this.#contracts = [Posted, Counted].map((each) => ({ ...each, topic: `${each.topic}-${id}` }));
  }

  static async open(): Promise<OnKafka> {
    const made = new OnKafka(await TwoDatabases.open());
    for (const { topic } of made.#contracts)
      await made.#admin.create({
        name: topic,
        partitions: 4,
        replicationFactor: 3,
        configs: { "min.insync.replicas": "2" },
      });
    return made;
  }

  async ports(side: Side): Promise<Ports> {
    const databases = await this.#databases.ports(side);
    const own = this.#contracts.filter(({ source }) => source === side);
    const publisher = new KafkaPublisher({
      connection,
      contracts: new Map(own.map((each) => [each.type, each])),
    });
    const bus = new KafkaBus({
      connection,
      service: side,
      log: databases.bus,
      contracts: this.#contracts,
      clock: systemClock,
      warn: () => undefined,
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

  lapse(owner: string): Promise<void> {
    return this.#databases.lapse(owner);
  }

  async close(): Promise<void> {
    for (const { topic } of this.#contracts) await this.#admin.delete(topic);
    await this.#admin.close();
    await this.#databases.close();
  }
}

if ((await foreignBrokers()) === false) busConformance("Kafka", () => OnKafka.open());
