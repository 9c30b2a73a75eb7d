import { throughput } from "./load-result.ts";
import { median } from "./median.ts";
import type { BenchServer } from "./server.ts";

export interface OverviewResult {
  /** Throughput with the overview on a screen, as a share of that without, over pairs of neighbouring stretches. */
  readonly ratio: number;
  /** Orders a second meanwhile. */
  readonly ordersPerSecond: number;
  /** How often a second the overview was told anew. */
  readonly updatesPerSecond: number;
}

/**
 * What it costs the pipeline at its peak when somebody looks at the overview. Only the server's part:
 * the browser that draws it stands elsewhere. With and without follow each other in turns, so that both
 * have the same machine, and which comes first changes.
 */
export async function measureOverview(
  server: BenchServer,
  { seconds, pairs, load }: { seconds: number; pairs: number; load: readonly string[] },
): Promise<OverviewResult> {
  const ratios: number[] = [];
  const rates: number[] = [];
  const seenUpdates: number[] = [];
  const without = async (): Promise<number> =>
    (await throughput(server, seconds, load)).completedPerSecond;
  const watched = async (): Promise<number> => {
    const viewer = new Viewer(server);
    try {
      return await without();
    } finally {
      seenUpdates.push(await viewer.close());
    }
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pair % 2 === 0 ? await without() : await watched();
    const second = pair % 2 === 0 ? await watched() : await without();
    const [bare, seen] = pair % 2 === 0 ? [first, second] : [second, first];
    ratios.push(seen / bare);
    rates.push(seen);
  }
  return {
    ratio: median(ratios),
    ordersPerSecond: median(rates),
    updatesPerSecond: median(seenUpdates),
  };
}

/** Follows the overview as the console does, and counts what it is told. */
class Viewer {
  readonly #ended = new AbortController();
  readonly #startedAt = performance.now();
  readonly #reading: Promise<number>;

  constructor({ url, apiKey }: BenchServer) {
    this.#reading = this.#read(`${url}/v1/ops/live`, apiKey);
  }

  /** @returns how often a second it was told */
  async close(): Promise<number> {
    this.#ended.abort();
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    return (await this.#reading) / seconds;
  }

  async #read(url: string, apiKey: string): Promise<number> {
    const { signal } = this.#ended;
    let updates = 0;
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${apiKey}`, accept: "text/event-stream" },
      signal,
    });
    if (!response.ok || response.body === null)
      throw new Error(`the overview: ${response.status} ${await response.text()}`);
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body)
        updates += decoder.decode(chunk, { stream: true }).split("event: overview").length - 1;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return updates;
  }
}
