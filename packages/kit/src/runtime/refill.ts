import type { Recorded } from "../concepts/contract.ts";
import { Retryable } from "../errors.ts";
import type { Bus, Feed, Places } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import { readable } from "./envelope.ts";
import type { Publisher } from "./publisher.ts";

export interface RefillOptions {
  /** Brings the service's own log. */
  readonly bus: Bus;
  readonly consumer: string;
  readonly source: string;
  readonly types: ReadonlySet<string>;
  readonly clock: Clock;
  readonly publisher: Publisher;
}

/** A stretch of the log: of each partition what is behind `from` and not behind `to`. */
export interface Stretch {
  readonly from: Places;
  readonly to: Places;
  readonly signal: AbortSignal;
}

/** @returns how many events were published @throws what the publisher throws; `not-published` when it is ended */
export type Refill = (stretch: Stretch) => Promise<number>;

const maxPart = 1_000;
/** A feed says nothing of positions that hold nothing of interest, so it is looked at, too. */
const lookMs = 250;

/** Reads stretches of a service's log and publishes them, beside what is read there anyway. */
export function refilling(options: RefillOptions): Refill {
  const { bus, consumer, source, types, clock, publisher } = options;
  return async ({ from, to, signal }) => {
    let notify = (): void => undefined;
    let count = 0;
    const end = (): void => notify();
    signal.addEventListener("abort", end);
    const feed = bus.subscribe({
      consumer,
      channel: source,
      types,
      after: from,
      ready: () => notify(),
    });
    try {
      for (;;) {
        if (signal.aborted)
          throw new Retryable("not-published", "the process ends before all is published again");
        const news = new Promise<void>((resolve) => (notify = resolve));
        const { messages, scannedTo } = feed.take(maxPart);
        const part = within(messages, { from, to }, feed);
        if (part.length > 0) await publisher.publish(part);
        count += part.length;
        if ([...from.keys()].every((each) => scannedTo(each) >= (to.get(each) ?? 0))) return count;
        if (messages.length === 0) await Promise.race([news, later(clock)]);
      }
    } finally {
      signal.removeEventListener("abort", end);
      feed.close();
    }
  };
}

function within(
  messages: readonly Recorded[],
  { from, to }: Omit<Stretch, "signal">,
  { source }: Feed,
): Recorded[] {
  return messages
    .map((message) => readable(message, source))
    .filter(({ partition, position }) => {
      const after = from.get(partition);
      return after !== undefined && position > after && position <= (to.get(partition) ?? 0);
    });
}

function later(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(lookMs, resolve));
}
