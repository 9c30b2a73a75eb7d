import { Latency, type LatencyReport } from "../load/latency.ts";
import type { PerfBus } from "./perf-bus.ts";
import type { PerfEvents } from "./perf-events.ts";
import type { PerfOptions } from "./perf-options.ts";
import { PerfReader } from "./perf-reader.ts";

export interface Measured {
  /** Fewer than asked for when the time was over. */
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Of 1,000,000 bytes, before compression. */
  readonly megabytesPerSecond: number;
  /** In milliseconds, of whole batches; null where nothing is waited for. */
  readonly latency: LatencyReport | null;
}

export interface Parts {
  readonly bus: PerfBus;
  readonly events: PerfEvents;
  readonly options: Pick<PerfOptions, "records" | "size" | "batch" | "seconds">;
  /** Ends the measurement early. */
  readonly stop: AbortSignal;
}

/** Publishes batch after batch, as a relay does: the next one when the last is acknowledged. */
export async function produce(parts: Parts): Promise<Measured> {
  const latency = new Latency();
  const begun = performance.now();
  const records = await publish(parts, latency);
  return measured(parts, { records, begun, latency });
}

/** Publishes first, and then measures how fast a consumer gets it all. */
export async function consume(parts: Parts): Promise<Measured> {
  const published = await publish(parts, new Latency());
  const begun = performance.now();
  const reader = new PerfReader(parts.bus);
  try {
    const records = await reader.take(published, limited(parts));
    return measured(parts, { records, begun });
  } finally {
    reader.close();
  }
}

/** One batch at a time, from before it is published until a consumer has all of it. */
export async function endToEnd(parts: Parts): Promise<Measured> {
  const { bus, events, options } = parts;
  const latency = new Latency();
  const reader = new PerfReader(bus);
  const limit = limited(parts);
  const begun = performance.now();
  let records = 0;
  try {
    while (records < options.records && !limit.aborted) {
      const batch = events.next(Math.min(options.batch, options.records - records));
      const sent = performance.now();
      const [, taken] = await Promise.all([bus.publish(batch), reader.take(batch.length, limit)]);
      if (taken < batch.length) break;
      latency.record(performance.now() - sent);
      records += taken;
    }
    return measured(parts, { records, begun, latency });
  } finally {
    reader.close();
  }
}

async function publish(parts: Parts, latency: Latency): Promise<number> {
  const { bus, events, options } = parts;
  const limit = limited(parts);
  let records = 0;
  while (records < options.records && !limit.aborted) {
    const batch = events.next(Math.min(options.batch, options.records - records));
    const sent = performance.now();
    await bus.publish(batch);
    latency.record(performance.now() - sent);
    records += batch.length;
  }
  return records;
}

function limited({ options, stop }: Parts): AbortSignal {
  return AbortSignal.any([stop, AbortSignal.timeout(options.seconds * 1_000)]);
}

function measured(
  { options }: Parts,
  of: { readonly records: number; readonly begun: number; readonly latency?: Latency },
): Measured {
  const { records, begun, latency } = of;
  const seconds = (performance.now() - begun) / 1_000;
  return {
    records,
    seconds: Math.round(seconds * 1_000) / 1_000,
    recordsPerSecond: Math.round(records / seconds),
    megabytesPerSecond: Math.round((records * options.size) / seconds / 10_000) / 100,
    latency: latency?.report ?? null,
  };
}
