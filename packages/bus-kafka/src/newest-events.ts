import type { Published } from "@waybill/kit";
import type { KafkaConnection } from "./cluster/connection.ts";
import { TopicLookup, type OffsetRange } from "./cluster/topic-lookup.ts";
import { publishedIn } from "./published-record.ts";

/** What is at the end may be of somebody else: so far back an event of ours is looked for. */
const lookedAt = 1_000n;

interface Place {
  readonly topic: string;
  readonly source: string;
  readonly partition: number;
  readonly atMost?: number;
}

/** The newest event that a service has in each partition of a topic; none of those where nothing but others' records are found. */
export async function newestOf(
  connection: KafkaConnection,
  { topic, source }: { readonly topic: string; readonly source: string },
): Promise<readonly Published[]> {
  return looking(connection, topic, async (lookup) => {
    const partitions = await lookup.partitions();
    const found = await Promise.all(
      partitions.map(async (partition) => {
        const range = await lookup.range(partition);
        return newestIn(lookup, range, { topic, source, partition });
      }),
    );
    return found.filter((each) => each !== undefined);
  });
}

/**
 * The position of the newest event of a service that stands before an offset and is not newer than another
 * position; 0 when none is found.
 */
export async function newestBefore(
  connection: KafkaConnection,
  place: Place & { readonly before: bigint; readonly atMost: number },
): Promise<number> {
  return looking(connection, place.topic, async (lookup) => {
    const { earliest } = await lookup.range(place.partition);
    const found = await newestIn(lookup, { earliest, latest: place.before }, place);
    return found?.position ?? 0;
  });
}

async function looking<T>(
  connection: KafkaConnection,
  topic: string,
  look: (lookup: TopicLookup) => Promise<T>,
): Promise<T> {
  const lookup = new TopicLookup(connection, topic);
  try {
    return await look(lookup);
  } finally {
    await lookup.close();
  }
}

async function newestIn(
  lookup: TopicLookup,
  { earliest, latest }: OffsetRange,
  { topic, source, partition, atMost = Number.MAX_SAFE_INTEGER }: Place,
): Promise<Published | undefined> {
  for (let at = latest - 1n; at >= earliest && at >= latest - lookedAt; at--) {
    const record = await lookup.recordAt(partition, at);
    const event = record && publishedIn(record, partition)?.event;
    if (event && event.source === source && event.position <= atMost)
      return { topic, partition, position: event.position, event };
  }
  return undefined;
}
