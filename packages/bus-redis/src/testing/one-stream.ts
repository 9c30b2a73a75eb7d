import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { encodeCloudEvent, PublishedLost, type Recorded } from "@waybill/kit";
import { ManualClock, Posted } from "@waybill/kit/testing";
import { RedisClient, type Reply } from "../redis-client.ts";
import { RedisPublisher } from "../redis-publisher.ts";
import { groupPlaces } from "../stream-group.ts";
import { StreamPartition } from "../stream-partition.ts";
import { entriesOf, entryId, streamKey } from "../streams.ts";
import type { TestRedis } from "./redis-for-tests.ts";

const retentionMs = 3_600_000;

/** One partition that `alpha` writes, and a consumer of it that reads when it is told to. */
export class OneStream {
  readonly clock = new ManualClock();
  readonly given: number[] = [];
  readonly stream: string;
  readonly client: RedisClient;
  readonly publisher: RedisPublisher;
  readonly partition: StreamPartition;

  private constructor({ connection }: TestRedis) {
    const prefix = `test-${randomUUID()}`;
    const stream = streamKey({ prefix, source: "alpha", topic: Posted.topic, partition: 0 });
    const client = new RedisClient(connection);
    this.stream = stream;
    this.client = client;
    const contracts = new Map([[Posted.type, Posted]]);
    const { clock } = this;
    this.publisher = new RedisPublisher({ connection, service: "alpha", contracts, clock, prefix });
    this.partition = new StreamPartition({
      client,
      consumer: "slow",
      stream,
      source: "alpha",
      partition: 0,
      position: 0,
      hasRoom: () => true,
      take: (events) => this.given.push(...events.map(({ position }) => position)),
      passedOver: () => undefined,
    });
  }

  static async open(test: TestContext, server: TestRedis): Promise<OneStream> {
    const made = new OneStream(server);
    test.after(async () => {
      made.client.close();
      await made.publisher.close();
    });
    await made.client.tried();
    await made.publisher.newest();
    await made.publisher.begin([0]);
    return made;
  }

  /** Old enough to be trimmed. */
  events(from: number, to: number): Recorded[] {
    return Array.from({ length: to - from + 1 }, (_, index) => ({
      source: "alpha",
      position: from + index,
      partition: 0,
      stream: "posts-key_1",
      version: from + index,
      type: Posted.type,
      schemaVersion: Posted.version,
      data: { key: "key_1", n: from + index },
      meta: { tenant: "t", correlationId: "c", causationId: "c", traceparent: "" },
      time: this.clock.now() - 2 * retentionMs,
      touches: [],
    }));
  }

  /** As releases wrote them whose events do not say what stands before them. */
  async unlinked(from: number, to: number): Promise<void> {
    for (const event of this.events(from, to))
      await this.ask(
        "XADD",
        this.stream,
        entryId(event.position),
        "event",
        encodeCloudEvent(event),
      );
  }

  /** As a person deletes it, or Redis loses it, and as the relay fills it again. */
  async refilled(to: number): Promise<void> {
    await this.ask("DEL", this.stream);
    await assert.rejects(this.publisher.keep(new Map([[0, to]])), PublishedLost);
    await this.publisher.publish(this.events(1, to));
  }

  /** What a reader would be given now. */
  async read(): Promise<void> {
    const { after: from } = this.partition;
    if (from === undefined) return;
    this.partition.add(entriesOf(await this.ask("XRANGE", this.stream, `(${from}`, "+")));
  }

  async groups(): Promise<readonly (readonly [string, number])[]> {
    return [...(await groupPlaces(this.client, this.stream))];
  }

  ask(...command: readonly string[]): Promise<Reply> {
    return this.client.ask("a test", command);
  }
}
