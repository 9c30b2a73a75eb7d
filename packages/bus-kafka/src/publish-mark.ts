import type { NotedOffset } from "./cluster/group-admin.ts";

/** What is written down in Kafka of one partition of a topic, while nothing was missing in it. */
export interface Mark {
  /** The offset at which it ended. */
  readonly end: bigint;
  /** Everything of the topic up to this position in the log was in it. */
  readonly complete: number;
  /** Position of the newest event in it; less than `complete` in a topic of which little comes. */
  readonly newest: number;
}

export function noteOf({ end, complete, newest }: Mark): NotedOffset {
  return { offset: end, note: `${complete} ${newest}` };
}

/** @returns `undefined` for a note of somebody else */
export function markOf(noted: NotedOffset | undefined): Mark | undefined {
  const [, complete, newest] = /^(\d{1,15}) (\d{1,15})$/.exec(noted?.note ?? "") ?? [];
  if (noted === undefined || complete === undefined) return undefined;
  return { end: noted.offset, complete: Number(complete), newest: Number(newest) };
}

/** Whether a partition that ends here has all that it had when the mark was made. */
export function isWhole(mark: Mark, latest: bigint): boolean {
  return latest >= mark.end;
}
