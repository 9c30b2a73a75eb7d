import { Admin } from "@platformatic/kafka";
import { askAgain, type AskingClient } from "./asking-again.ts";
import { fewRetries, switchingOptions } from "./client-options.ts";
import type { KafkaConnection } from "./connection.ts";

/** Says where partitions end: a request to each broker that leads some, however many topics they are of. */
export class TopicEnds {
  readonly #connection: KafkaConnection;
  readonly #admin: Admin;
  readonly #client: AskingClient;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
    const { options, askAnother } = switchingOptions(connection, fewRetries);
    this.#admin = new Admin(options);
    this.#client = { admin: this.#admin, askAnother };
  }

  /**
   * The offset that the next record of each partition will have, by topic and partition. Rejects with
   * `kafka-unreachable`, or with `kafka-topic-unknown` when a topic or a partition is missing.
   */
  async latest(
    topics: readonly string[],
    partitions: readonly number[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, bigint>>> {
    const needs = "Describe on each of them";
    const what = `looking up the ends of ${topics.join(", ")}`;
    const wanted = partitions.map((partitionIndex) => ({ partitionIndex, timestamp: -1n }));
    return askAgain(this.#client, { connection: this.#connection, what, needs }, async () => {
      await this.#assertThere(topics, partitions);
      const found = await this.#admin.listOffsets({
        topics: topics.map((name) => ({ name, partitions: [...wanted] })),
      });
      return new Map(
        found.map(({ name, partitions }) => [
          name,
          new Map(partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset])),
        ]),
      );
    });
  }

  /** The library would not say which one is missing. */
  async #assertThere(topics: readonly string[], partitions: readonly number[]): Promise<void> {
    const metadata = await this.#admin.metadata({ topics: [...topics] });
    const needed = Math.max(...partitions) + 1;
    for (const topic of topics) {
      const { partitionsCount = 0 } = metadata.topics.get(topic) ?? {};
      if (partitionsCount < needed)
        throw new Error(
          `Unknown topic partition: ${topic} has ${partitionsCount} partitions, but the log has ${needed}`,
        );
    }
  }

  async close(): Promise<void> {
    await this.#admin.close();
  }
}
