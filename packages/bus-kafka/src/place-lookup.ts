import type { TopicLookup } from "./cluster/topic-lookup.ts";
import { publishedIn } from "./published-record.ts";

/** A topic, as far as it is asked here. */
export type Records = Pick<TopicLookup, "range" | "recordAt">;

export interface Place {
  readonly source: string;
  readonly partition: number;
  /** Position in the log of the source. */
  readonly position: number;
}

/**
 * An offset from which on everything of a source stands that is newer than a position. A partition is written
 * in the order of the log and, after a failure, again from where the relay was sure: so whatever follows
 * a message that is not newer includes all that is. It is looked for from the end, where consumers mostly
 * are, in steps that double, and then halved: some thirty records of a billion are looked at.
 *
 * The exception is what a relay wrote that stood still while another went on: it stands behind what is newer and ends
 * before it. So the offset is further ahead than such a write is long; who is still too late, as in the
 * middle of a partition, meets a gap, but does not wait at the end for what stands before it.
 */
export async function offsetAfter(
  lookup: Records,
  { source, partition, position }: Place,
): Promise<bigint> {
  const { earliest, latest } = await lookup.range(partition);
  /** Whether everything newer lies behind this offset; what is not of the source says nothing. */
  const isBefore = async (offset: bigint): Promise<boolean> => {
    const record = await lookup.recordAt(partition, offset);
    const event = record && publishedIn(record, partition)?.event;
    return event !== undefined && event.source === source && event.position <= position;
  };
  let low = earliest;
  let high = latest;
  for (let step = 1n; ; step *= 2n) {
    const at = latest - step;
    if (at < earliest) break;
    if (await isBefore(at)) {
      low = at + 1n;
      break;
    }
    high = at;
  }
  while (high - low > closeEnough) {
    const middle = low + (high - low) / 2n;
    if (await isBefore(middle)) low = middle + 1n;
    else high = middle;
  }
  return low - earliest > lateWrites ? low - lateWrites : earliest;
}

/** So many records too many are sooner read than looked at one by one. */
const closeEnough = 500n;
/** A relay has a thousand events under way, in one partition at most; and a consumer is as far behind as that. */
const lateWrites = 2_000n;
