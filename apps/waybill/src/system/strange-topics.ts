import { Terminal, type PublishedEnds, type Recorded } from "@waybill/kit";

interface Log {
  at(position: number): Promise<Pick<Recorded, "stream" | "version"> | undefined>;
}

/**
 * Makes sure that what the broker has under the names of a service's topics is of the log at hand. Positions are
 * the log's own: events of another installation, or of a log that was set back, would be taken for ours and
 * ours for those.
 * @throws {Terminal} `topics-of-another`, naming the first such topic
 */
export async function refuseStrangeTopics(publisher: PublishedEnds, log: Log): Promise<void> {
  for (const { topic, partition, position, event } of await publisher.newest()) {
    const own = await log.at(position);
    const isOwn =
      own !== undefined &&
      (event === undefined || (own.stream === event.stream && own.version === event.version));
    if (isOwn) continue;
    const has = event === undefined ? "" : ` (${event.stream}/${event.version})`;
    const ours = own === undefined ? "ends before that" : `has ${own.stream}/${own.version} there`;
    throw new Terminal(
      "topics-of-another",
      `${topic}, partition ${partition}, has an event of position ${position}${has}, and the log of this service ${ours}: it is of another installation, or the log was set back. Set WAYBILL_TOPIC_PREFIX to a name of its own, or delete the topic`,
      { status: 500 },
    );
  }
}
