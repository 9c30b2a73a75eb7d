import { sourceOf, type MemberReport } from "@waybill/kit";

type ChannelLag = MemberReport["lag"][number];

/**
 * What several processes say of the channels of one consumer, as one. Each counts a whole log, whichever
 * partitions of it are its own, and of a topic its own partitions alone.
 */
export function lagByChannel(told: Iterable<ChannelLag>): ReadonlyMap<string, ChannelLag> {
  const lags = new Map<string, ChannelLag>();
  for (const each of told) {
    const { channel } = each;
    const known = lags.get(channel) ?? { channel, messages: 0, seconds: 0 };
    const isWholeLog = channel === sourceOf(channel);
    lags.set(channel, {
      channel,
      messages: isWholeLog
        ? Math.max(known.messages, each.messages)
        : known.messages + each.messages,
      seconds: Math.max(known.seconds, each.seconds),
    });
  }
  return lags;
}

/** All of it: messages, and the age of the oldest. */
export function totalLag(lags: Iterable<Omit<ChannelLag, "channel">>): Omit<ChannelLag, "channel"> {
  let messages = 0;
  let seconds = 0;
  for (const each of lags) {
    messages += each.messages;
    seconds = Math.max(seconds, each.seconds);
  }
  return { messages, seconds };
}
