import { setTimeout as delay } from "node:timers/promises";
import {
  Admin,
  ConfigResourceTypes,
  IncrementalAlterConfigOperationTypes,
} from "@platformatic/kafka";
import { Terminal } from "@waybill/kit";
import { askAgain } from "./asking-again.ts";
import type { AskingClient } from "./asking-again.ts";
import { fewRetries, switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";
import type { Doing } from "./kafka-errors.ts";

export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Kafka's own names, such as `retention.ms` and `min.insync.replicas`. */
  readonly configs: Readonly<Record<string, string>>;
}

export interface TopicDescription {
  readonly name: string;
  readonly partitions: readonly PartitionDescription[];
  /** All that are in force, defaults of the brokers too. */
  readonly configs: ReadonlyMap<string, string>;
}

/** Ids of brokers. */
export interface PartitionDescription {
  /** -1 while there is none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** A broker learns of a change within this time, or is in other trouble. */
const newsMs = 5000;
const pollMs = 50;

/** Topics of a cluster: what an operator looks at and changes. */
export class TopicAdmin {
  readonly #connection: KafkaConnection;
  readonly #admin: Admin;
  readonly #client: AskingClient;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
    const { options, askAnother } = switchingOptions(connection, fewRetries);
    this.#admin = new Admin(options);
    this.#client = { admin: this.#admin, askAnother };
  }

  /** Ids of the brokers that are alive. Rejects with `kafka-unreachable` or `kafka-login-refused`. */
  async brokers(): Promise<readonly number[]> {
    return this.#doing({ what: "asking for the brokers" }, async () => {
      const { brokers } = await this.#admin.metadata({ topics: [], forceUpdate: true });
      return [...brokers.keys()].sort((a, b) => a - b);
    });
  }

  /** Names, without Kafka's internal ones. */
  async list(): Promise<readonly string[]> {
    return this.#doing({ what: "listing topics" }, async () =>
      (await this.#admin.listTopics()).sort(),
    );
  }

  /** Rejects with `kafka-topic-unknown`. */
  async describe(topic: string): Promise<TopicDescription> {
    const described = (await this.describeAll([topic])).get(topic);
    if (described === undefined) throw new Error(`the brokers said nothing of topic ${topic}`);
    return described;
  }

  /** Two requests, however many topics. Rejects with `kafka-topic-unknown` when one is missing. */
  async describeAll(names: readonly string[]): Promise<ReadonlyMap<string, TopicDescription>> {
    if (names.length === 0) return new Map();
    const what = names.length === 1 ? `topic ${names[0]}` : `${names.length} topics`;
    return this.#doing(
      { what: `describing ${what}`, needs: `Describe and DescribeConfigs on ${what}` },
      async () => {
        const { topics } = await this.#admin.metadata({ topics: [...names], forceUpdate: true });
        const configs = await this.#admin.describeConfigs({
          resources: names.map((resourceName) => ({
            resourceType: ConfigResourceTypes.TOPIC,
            resourceName,
          })),
        });
        const configsOf = new Map(configs.map((each) => [each.resourceName, each.configs]));
        return new Map(
          names.map((name) => [
            name,
            {
              name,
              partitions: (topics.get(name)?.partitions ?? []).map(({ leader, replicas, isr }) => ({
                leader,
                replicas,
                inSync: isr,
              })),
              configs: new Map(configsOf.get(name)?.map((each) => [each.name, each.value ?? ""])),
            },
          ]),
        );
      },
    );
  }

  /**
   * Each broker learns of the topic in its own time, so right after it there may be
   * `kafka-topic-unknown`. Rejects with `kafka-topic-exists` or, when the settings ask for too much,
   * `kafka-request-invalid`.
   */
  async create({ name, partitions, replicationFactor, configs }: TopicSettings): Promise<void> {
    await this.#doing(
      {
        what: `creating topic ${name}`,
        needs: `Create on topic ${name}, or Describe if it is there`,
      },
      async () =>
        this.#admin.createTopics({
          topics: [name],
          partitions,
          replicas: replicationFactor,
          configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
        }),
    );
  }

  /**
   * Raises the number of partitions; nothing happens when it is that already. Kafka cannot lower it:
   * rejects with `kafka-partitions-shrink`.
   */
  async growTo(topic: string, partitions: number): Promise<void> {
    const { partitions: now } = await this.describe(topic);
    if (partitions === now.length) return;
    if (partitions < now.length) {
      throw new Terminal(
        "kafka-partitions-shrink",
        `topic ${topic} has ${now.length} partitions; they can grow, but not shrink to ${partitions}`,
      );
    }
    await this.#doing(
      { what: `giving topic ${topic} ${partitions} partitions`, needs: `Alter on topic ${topic}` },
      async () => this.#admin.createPartitions({ topics: [{ name: topic, count: partitions }] }),
    );
    const deadline = performance.now() + newsMs;
    while (performance.now() < deadline) {
      if ((await this.describe(topic)).partitions.length >= partitions) return;
      await delay(pollMs);
    }
  }

  /** Changes these settings and leaves the others; undefined goes back to the brokers' default. */
  async configure(
    topic: string,
    configs: Readonly<Record<string, string | undefined>>,
  ): Promise<void> {
    const { SET, DELETE } = IncrementalAlterConfigOperationTypes;
    await this.#doing(
      { what: `changing settings of topic ${topic}`, needs: `AlterConfigs on topic ${topic}` },
      async () =>
        this.#admin.incrementalAlterConfigs({
          resources: [
            {
              resourceType: ConfigResourceTypes.TOPIC,
              resourceName: topic,
              configs: Object.entries(configs).map(([name, value]) =>
                value === undefined
                  ? { name, configOperation: DELETE }
                  : { name, configOperation: SET, value },
              ),
            },
          ],
        }),
    );
  }

  /** With all its records. */
  async delete(topic: string): Promise<void> {
    await this.#doing(
      { what: `deleting topic ${topic}`, needs: `Delete on topic ${topic}` },
      async () => this.#admin.deleteTopics({ topics: [topic] }),
    );
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }

  async #doing<T>(doing: Omit<Doing, "connection">, ask: () => Promise<T>): Promise<T> {
    return askAgain(this.#client, { connection: this.#connection, ...doing }, ask);
  }
}
