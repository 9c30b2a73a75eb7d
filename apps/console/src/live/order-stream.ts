const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Follows the events of an order until it has ended, and tells of each. Comes back by itself after
 * the connection broke, from the last event it had; gives up when the server refuses. Read by `fetch`,
 * because an EventSource hears only names that it knows beforehand.
 * @param from the order, and the version from which on its events are news
 * @returns ends it
 */
export function followOrder(
  from: { readonly orderId: string; readonly after: number },
  heard: () => void,
): () => void {
  const control = new AbortController();
  void follow({ ...from, heard, signal: control.signal });
  return () => control.abort();
}

interface Following {
  readonly orderId: string;
  readonly after: number;
  readonly heard: () => void;
  readonly signal: AbortSignal;
}

async function follow({ orderId, after, heard, signal }: Following): Promise<void> {
  let last = after === 0 ? "" : String(after);
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    try {
      const response = await fetch(`/v1/orders/${encodeURIComponent(orderId)}/events`, {
        signal,
        headers: last === "" ? {} : { "Last-Event-ID": last },
      });
      if (response.status !== 200 || response.body === null) {
        if (response.status < 500) return;
        throw new Error(`the stream was answered with ${response.status}`);
      }
      for await (const id of eventIds(response.body)) {
        last = id;
        pauseMs = firstPauseMs;
        heard();
      }
    } catch {
      // The calls of the page say that the server is gone; here it is only tried again.
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}

/** Ids of the server-sent events of a body, as they come. */
async function* eventIds(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const id = /^id: ?(.+)$/m.exec(block)?.[1];
      if (id !== undefined) yield id;
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
