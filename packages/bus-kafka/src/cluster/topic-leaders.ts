import type { Consumer } from "@platformatic/kafka";
import { NewestLeaders, type Leader } from "./newest-leaders.ts";

export type Leaders = ReadonlyMap<number, number>;

/** What the brokers say of a topic: the library's own. */
interface Topic {
  readonly id: string;
  readonly partitions: readonly Leader[];
}

/** What any client of the library has for this. */
interface AskedClient {
  metadata(options: {
    readonly topics: string[];
  }): Promise<{ readonly topics: ReadonlyMap<string, Topic> }>;
  clearMetadata: Consumer["clearMetadata"];
}

/** Who leads which partition, as a client knows it: kept by the library, and never older than what it was told once. */
export class TopicLeaders {
  readonly #client: AskedClient;
  readonly #askAnother: () => void;
  readonly #newest = new Map<string, NewestLeaders>();

  constructor(client: AskedClient, askAnother: () => void) {
    this.#client = client;
    this.#askAnother = askAnother;
  }

  /** Partition to the id of the broker that leads it; -1 where there is none now. */
  async of(topic: string): Promise<Leaders> {
    const { id, partitions } = await this.#metadata(topic);
    return this.#newestOf(topic).learn(id, partitions);
  }

  /** The same of several; of one that is not there, or that no broker answers for, the reason. */
  async ofAll(topics: readonly string[]): Promise<ReadonlyMap<string, Leaders | Error>> {
    try {
      // One question for all: later ones are answered from memory.
      await this.#client.metadata({ topics: [...topics] });
    } catch {
      // One topic that is missing fails the question as a whole.
    }
    const found = await Promise.all(
      topics.map(async (topic): Promise<[string, Leaders | Error]> => {
        try {
          return [topic, await this.of(topic)];
        } catch (error) {
          return [topic, error instanceof Error ? error : new Error(String(error))];
        }
      }),
    );
    return new Map(found);
  }

  async idOf(topic: string): Promise<string> {
    return (await this.#metadata(topic)).id;
  }

  /** -1 before anything is known. */
  epochOf(topic: string, partition: number): number {
    return this.#newestOf(topic).epochOf(partition);
  }

  /** Whoever asks next asks the cluster, by another broker. */
  forget(): void {
    this.#askAnother();
    this.#client.clearMetadata();
  }

  #newestOf(topic: string): NewestLeaders {
    const known = this.#newest.get(topic);
    if (known !== undefined) return known;
    const made = new NewestLeaders();
    this.#newest.set(topic, made);
    return made;
  }

  async #metadata(name: string): Promise<Topic> {
    const { topics } = await this.#client.metadata({ topics: [name] });
    const topic = topics.get(name);
    if (topic === undefined) throw new Error(`Unknown topic ${name}.`);
    return topic;
  }
}
