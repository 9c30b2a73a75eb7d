import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { StreamEvent } from "./route.ts";

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  // Proxies that buffer would hold events back.
  "x-accel-buffering": "no",
};

export interface StreamTiming {
  /** A comment goes out this often when nothing else does, so that proxies keep the connection and a dead client is noticed. */
  readonly heartbeatMs: number;
  /** A client that takes nothing for this long is cut off. */
  readonly stallMs: number;
}

export const STREAM_TIMING: StreamTiming = { heartbeatMs: 15_000, stallMs: 30_000 };

/**
 * Writes events until the source ends, the signal fires or the client goes; headers must be out.
 * The source is pulled one event at a time and only while the socket takes data, so a slow client
 * never makes a queue here. The source is told to finish (`return()`) in every case, but its end is not
 * awaited: a generator stuck in an await ends when it sees its own signal.
 * @throws whatever the source throws, after the response has been ended
 */
export async function writeEvents(
  response: ServerResponse,
  source: AsyncIterable<StreamEvent>,
  options: { readonly signal: AbortSignal; readonly timing: StreamTiming },
): Promise<void> {
  const { signal, timing } = options;
  const iterator = source[Symbol.asyncIterator]();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(": keep-alive\n\n");
  }, timing.heartbeatMs);
  try {
    response.write("retry: 2000\n\n");
    while (!signal.aborted) {
      const next = await nextOrAbort(iterator, signal);
      if (next === undefined || next.done === true) break;
      if (!response.write(formatEvent(next.value))) await drained(response, signal, timing.stallMs);
    }
  } finally {
    clearInterval(heartbeat);
    iterator.return?.().catch(() => undefined);
    response.end();
  }
}

/** One event in the wire format; a line break in a name or id would start a field of its own and is dropped. */
export function formatEvent(event: StreamEvent): string {
  let text = "";
  if (event.id !== undefined) text += `id: ${event.id.replaceAll(/[\r\n\0]/g, "")}\n`;
  if (event.event !== undefined) text += `event: ${event.event.replaceAll(/[\r\n]/g, "")}\n`;
  return `${text}data: ${JSON.stringify(event.data)}\n\n`;
}

/** A fresh promise each time: racing against one that lives as long as the stream would keep every event's reaction in memory. */
function nextOrAbort(
  iterator: AsyncIterator<StreamEvent>,
  signal: AbortSignal,
): Promise<IteratorResult<StreamEvent> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    iterator
      .next()
      .finally(() => signal.removeEventListener("abort", stop))
      .then(resolve, reject);
  });
}

async function drained(
  response: ServerResponse,
  signal: AbortSignal,
  stallMs: number,
): Promise<void> {
  const stalled = AbortSignal.timeout(stallMs);
  try {
    await once(response, "drain", { signal: AbortSignal.any([signal, stalled]) });
  } catch {
    if (stalled.aborted) response.destroy();
  }
}
