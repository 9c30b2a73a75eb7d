import { TopicWriter } from "@waybill/bus-kafka";
import type { ShopKafka } from "./shop-kafka.ts";

const topics = ["orders.created", "inventory.reserved", "payments.authorized"] as const;
/** What a broker takes at most is 1 MiB. */
const bigBytes = 900_000;
const farAhead = 10 ** 12;

/** Somebody who may write into the topics of the shop, and knows what its events look like. */
export class Stranger {
  readonly #writers: ReadonlyMap<string, TopicWriter>;
  readonly #topics = [...topics];
  #written = 0;

  constructor({ connection, prefix }: ShopKafka) {
    this.#writers = new Map(
      topics.map((topic) => [topic, new TopicWriter(connection, { topic: prefix + topic })]),
    );
  }

  /** How many there are of its records. */
  get written(): number {
    return this.#written;
  }

  /** One of each kind into one partition of one topic, another one each time. */
  async write(): Promise<void> {
    const turn = Math.floor(this.#written / kinds.length);
    const topic = this.#topics[turn % topics.length] ?? topics[0];
    const partition = turn % 4;
    const records = kinds.map((kind) => {
      const number = this.#written++;
      const key = `ord_foreign${number}`;
      return {
        key: Buffer.from(key),
        value: Buffer.from(kind({ key, source: topic.split(".")[0] ?? "", number })),
        headers: new Map<string, Buffer>(),
        timestamp: Date.now(),
      };
    });
    await this.#writers.get(topic)?.append(partition, records);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }
}

interface Made {
  readonly key: string;
  readonly source: string;
  readonly number: number;
}

/** A field that is no part of a CloudEvent is passed over by whoever reads one. */
const typeOf: Readonly<Record<string, string>> = {
  orders: "OrderPlaced",
  inventory: "StockReserved",
  payments: "PaymentAuthorized",
};

const kinds: readonly ((made: Made) => string | Buffer)[] = [
  () => "no JSON {",
  () => Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  () => "null",
  (made) => envelope(made, { schemaversion: 1, position: String(made.number + 1) }),
  (made) => envelope(made, { schemaversion: 1, position: String(farAhead + made.number) }),
  (made) => envelope(made, { schemaversion: 99, position: String(farAhead + made.number) }),
  (made) => envelope(made, { data: { text: "x".repeat(bigBytes) }, position: String(farAhead) }),
];

/** A CloudEvent as a service writes it, with data that fit no contract. */
function envelope({ key, source }: Made, others: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    specversion: "1.0",
    id: `order-${key}/1`,
    source,
    type: typeOf[source],
    subject: `order-${key}`,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    tenant: "dev",
    correlationid: "foreign",
    causationid: "foreign",
    partitionkey: key,
    schemaversion: 1,
    data: { orderId: key, amount: "much" },
    ...others,
  });
}
