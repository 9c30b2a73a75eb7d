import { setTimeout as delay } from "node:timers/promises";

const pollMs = 10;

/** Polls until `done`; false when `timeoutMs` passed first. */
export async function waitUntil(done: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}
