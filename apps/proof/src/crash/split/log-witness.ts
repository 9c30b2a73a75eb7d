import { contracts } from "@waybill/contracts";
import type { Recorded } from "@waybill/kit";
import { rowsOf } from "../sessions.ts";
import type { Shop } from "../shop.ts";

/** Where an event of a log was published. */
export interface Channel {
  readonly source: string;
  readonly topic: string;
}

/** Tells what a broker holds. */
export interface LogWitness {
  /** All that is in the topic, partition by partition, in the order in which readers get it. */
  published(channel: Channel): Promise<readonly Recorded[]>;
}

interface LoggedRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
}

/**
 * What the broker holds against what the logs hold: each event of a log is there, and whoever reads a partition
 * from its beginning meets new ones in the order of the log. What is there twice is passed over by readers.
 */
export async function publishedViolations(
  shop: Shop,
  witness: LogWitness,
): Promise<{ readonly violations: readonly string[]; readonly note: string }> {
  const violations: string[] = [];
  let [logged, repeated] = [0, 0];
  for (const [source, topics] of channels()) {
    const url = await shop.serviceUrl(source);
    for (const [topic, types] of topics) {
      const log = await rowsOf<LoggedRow>(url, loggedSql(types));
      if (log.length === 0) continue;
      const published = await witness.published({ source, topic });
      const found = compareChannel(log, published);
      logged += log.length;
      repeated += found.repeated;
      violations.push(...found.violations.map((each) => `${source}, ${topic}: ${each}`));
    }
  }
  return {
    violations,
    note: `${logged} events of the logs are on the broker in order, ${repeated} of them more than once`,
  };
}

/** By source, then by topic: the types of its events. */
function channels(): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const bySource = Map.groupBy(contracts, ({ source }) => source);
  return new Map(
    [...bySource].map(([source, own]) => {
      const byTopic = Map.groupBy(own, ({ topic }) => topic);
      return [
        source,
        new Map([...byTopic].map(([topic, of]) => [topic, of.map(({ type }) => type)])),
      ];
    }),
  );
}

/** The names are those of contracts: letters. */
function loggedSql(types: readonly string[]): string {
  const list = types.map((type) => `'${type}'`).join(", ");
  return `select position::int8::float8 as position, stream, version from events where type in (${list}) order by position`;
}

/** What is of nobody's log has been put there by a stranger, and is not looked at here. */
export function compareChannel(
  log: readonly LoggedRow[],
  published: readonly Pick<Recorded, "position" | "partition" | "stream" | "version">[],
): { readonly violations: readonly string[]; readonly repeated: number } {
  const idOf = ({ stream, version }: Pick<Recorded, "stream" | "version">): string =>
    `${stream}/${version}`;
  const own = new Map(log.map((row) => [`${row.position} ${idOf(row)}`, row]));
  const seen = new Map<string, number>();
  const newest = new Map<number, number>();
  const violations: string[] = [];
  for (const event of published) {
    const { position, partition } = event;
    const id = `${position} ${idOf(event)}`;
    if (!own.has(id)) continue;
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    const before = newest.get(partition) ?? 0;
    if (times === 1 && position < before)
      violations.push(`position ${position} comes behind ${before}`);
    newest.set(partition, Math.max(before, position));
  }
  const lost = [...own].filter(([id]) => !seen.has(id));
  if (lost.length > 0)
    violations.push(`${lost.length} events are not on the broker, such as ${lost[0]?.[0]}`);
  return { violations, repeated: [...seen.values()].filter((times) => times > 1).length };
}
