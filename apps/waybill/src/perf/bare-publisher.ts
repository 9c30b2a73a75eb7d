import { TopicWriter, type KafkaConnection } from "@waybill/bus-kafka";
import { cloudEventType, encodeCloudEvent, keyOf, type Recorded } from "@waybill/kit";
import type { Acks, Compression } from "./perf-options.ts";

interface BareOptions {
  readonly topic: string;
  readonly acks: Acks;
  readonly compression?: Compression;
}

const headers: ReadonlyMap<string, Buffer> = new Map([
  ["content-type", Buffer.from(cloudEventType)],
]);

/**
 * Publishes without what a log relies on: that all replicas acknowledge, and that losses are noticed. A service
 * never does; what that costs is seen beside it.
 */
export class BarePublisher {
  readonly #writer: TopicWriter;

  constructor(connection: KafkaConnection, options: BareOptions) {
    this.#writer = new TopicWriter(connection, options);
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    const byPartition = Map.groupBy(events, ({ partition }) => partition);
    await Promise.all(
      [...byPartition].map(([partition, ofPartition]) =>
        this.#writer.append(
          partition,
          ofPartition.map((event) => ({
            key: Buffer.from(keyOf(event.stream)),
            value: Buffer.from(encodeCloudEvent(event)),
            headers,
            timestamp: event.time,
          })),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#writer.close();
  }
}
