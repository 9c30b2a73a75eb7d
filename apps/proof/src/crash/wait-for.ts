import { setTimeout as delay } from "node:timers/promises";

const pollMs = 20;

/** Waits until a state holds. @throws {Error} when it does not within the time */
export async function waitFor(holds: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`still not so after ${limitMs} ms: ${holds}`);
    await delay(pollMs);
  }
}
