import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { LocalBrokers } from "@waybill/brokers";
import { KafkaPublisher, TopicAdmin, kafkaConnectionFrom } from "@waybill/bus-kafka";
import { encodeCloudEvent, partitionCount } from "@waybill/kit";
import { Posted, ServiceProcess, producing } from "@waybill/kit/testing";
import { TwoDatabases } from "@waybill/postgres/testing";
import { median } from "../median.ts";

export interface RelayResult {
  readonly relayPerSecond: number;
  readonly producerPerSecond: number;
  readonly ratio: number;
  readonly recordBytes: number;
}

const run = promisify(execFile);
const events = 100_000;
const keys = 1_000;
const perCommand = 20;
const producerMs = 300_000;

/**
 * A log that is there already is published to a topic of four partitions with three replicas, acknowledged by all in
 * sync; the producer of Kafka's own benchmark writes as many records of the same size into another, with
 * the same acknowledgement and no compression.
 */
export async function relayAgainstProducer(rounds: number): Promise<readonly RelayResult[]> {
  const databases = await TwoDatabases.open();
  try {
    const size = await fill(databases);
    const results: RelayResult[] = [];
    for (let round = 0; round < rounds; round++) {
      const relayPerSecond = await onTopic((topic) => relay(databases, topic));
      const producerPerSecond = await onTopic((topic) => producer(topic, size));
      const ratio = Math.round((relayPerSecond / producerPerSecond) * 100) / 100;
      results.push({ relayPerSecond, producerPerSecond, ratio, recordBytes: size });
    }
    return results.toSorted((a, b) => a.ratio - b.ratio);
  } finally {
    await databases.close();
  }
}

/** @returns the usual size of a record, in bytes */
async function fill(databases: TwoDatabases): Promise<number> {
  const ports = await databases.ports("alpha");
  const made = new ServiceProcess({ service: producing(), ports, owner: "filling" });
  await made.runtime.start();
  const sizes: number[] = [];
  for (let done = 0; done < events; done += keys * perCommand) {
    await Promise.all(
      Array.from({ length: keys }, (_, key) => made.post(`key_${key}`, perCommand)),
    );
  }
  await made.stop();
  const bus = databases.bus();
  const reader = bus.reader("alpha");
  const { events: some } = await reader.read([Posted.type], 0, 100);
  for (const event of some) sizes.push(Buffer.byteLength(encodeCloudEvent(event)));
  await reader.close();
  await bus.close();
  return Math.round(median(sizes));
}

async function onTopic(measure: (topic: string) => Promise<number>): Promise<number> {
  const admin = new TopicAdmin(connection());
  const name = `bench-${randomUUID()}`;
  const configs = { "min.insync.replicas": "2" };
  await admin.create({ name, partitions: partitionCount, replicationFactor: 3, configs });
  try {
    return await measure(name);
  } finally {
    await admin.delete(name);
    await admin.close();
  }
}

/** Events a second, from the start of the process until the log is published to its end. */
async function relay(databases: TwoDatabases, topic: string): Promise<number> {
  await databases.query("alpha", "delete from positions");
  const ports = await databases.ports("alpha");
  const contract = { ...Posted, topic };
  const publisher = new KafkaPublisher({
    connection: connection(),
    contracts: new Map([[contract.type, contract]]),
  });
  const relaying = new ServiceProcess({
    service: producing(),
    ports: { ...ports, publisher },
    owner: "relaying",
    alone: true,
  });
  const begun = performance.now();
  await relaying.runtime.start();
  for (;;) {
    const [row] = await databases.query<{ least: string; count: string }>(
      "alpha",
      "select sum(position) as least, count(*) as count from positions where position > 0",
    );
    const [head] = await databases.query<{ sum: string }>(
      "alpha",
      "select sum(last) as sum from (select max(position) as last from events group by partition) as heads",
    );
    if (Number(row?.count) === partitionCount && Number(row?.least) >= Number(head?.sum)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - begun) / 1_000;
  await relaying.stop();
  await publisher.close();
  return Math.round(events / seconds);
}

async function producer(topic: string, recordBytes: number): Promise<number> {
  const { stdout } = await run(
    "java",
    [
      "-cp",
      join(process.cwd(), ".brokers", "kafka-4.4.0", "*"),
      "org.apache.kafka.tools.ProducerPerformance",
      "--bootstrap-server",
      new LocalBrokers().kafkaAddresses.join(","),
      "--topic",
      topic,
      "--num-records",
      String(events),
      "--record-size",
      String(recordBytes),
      "--throughput",
      "-1",
      "--command-property",
      "acks=all",
    ],
    { timeout: producerMs },
  );
  const rate = /([\d.]+) records\/sec/.exec(stdout.trim().split("\n").at(-1) ?? "")?.[1];
  if (rate === undefined) throw new Error(`the producer said: ${stdout.slice(-500)}`);
  return Math.round(Number(rate));
}

function connection() {
  const addresses = new LocalBrokers().kafkaAddresses.join(",");
  return kafkaConnectionFrom({ WAYBILL_KAFKA_BROKERS: addresses }, "waybill-bench");
}
