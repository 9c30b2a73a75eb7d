import { TopicWriter, recordOf, type KafkaConnection } from "@waybill/bus-kafka";
import type { Recorded } from "@waybill/kit";
import type { Acks, Compression } from "./perf-options.ts";

interface BareOptions {
  readonly topic: string;
  readonly acks: Acks;
  readonly compression?: Compression;
}

/**
 * Publishes without what a log relies on: that all replicas acknowledge, and that losses are noticed. A service
 * never does; what that costs is seen beside it.
 */
export class BarePublisher {
  readonly #writer: TopicWriter;
  /** Position that was written last, by partition: readers believe who names it. */
  readonly #previous = new Map<number, number>();

  constructor(connection: KafkaConnection, options: BareOptions) {
    this.#writer = new TopicWriter(connection, options);
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    const byPartition = Map.groupBy(events, ({ partition }) => partition);
    await Promise.all(
      [...byPartition].map(([partition, ofPartition]) =>
        this.#writer.append(
          partition,
          ofPartition.map((event) => {
            const previous = this.#previous.get(partition) ?? 0;
            this.#previous.set(partition, event.position);
            return recordOf({ event, previous });
          }),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#writer.close();
  }
}
