import { decodeCloudEvent, type Published } from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import { TopicLookup } from "./cluster/topic-lookup.ts";

/** What is at the end may be of somebody else: so far back an event of ours is looked for. */
const lookedAt = 20n;

/** The newest event that a service has in each partition of a topic; none of those where nothing but others' records are found. */
export async function newestOf(
  connection: KafkaConnection,
  { topic, source }: { readonly topic: string; readonly source: string },
): Promise<readonly Published[]> {
  const lookup = new TopicLookup(connection, topic);
  try {
    const partitions = await lookup.partitions();
    const found = await Promise.all(
      partitions.map((each) => newestIn(lookup, { topic, source, partition: each })),
    );
    return found.filter((each) => each !== undefined);
  } finally {
    await lookup.close();
  }
}

async function newestIn(
  lookup: TopicLookup,
  { topic, source, partition }: Pick<Published, "topic" | "partition"> & { source: string },
): Promise<Published | undefined> {
  const { earliest, latest } = await lookup.range(partition);
  for (let at = latest - 1n; at >= earliest && at >= latest - lookedAt; at--) {
    const record = await lookup.recordAt(partition, at);
    const event = record?.value && decodeCloudEvent(record.value.toString(), partition);
    if (event && event.source === source)
      return { topic, partition, position: event.position, event };
  }
  return undefined;
}
