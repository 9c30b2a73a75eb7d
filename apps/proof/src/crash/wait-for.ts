import { setTimeout as delay } from "node:timers/promises";

const pollMs = 5;
const limitMs = 60_000;

/** Waits until a state holds. @throws {Error} when it does not within a minute */
export async function waitFor(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what}: still not so after ${limitMs} ms`);
    await delay(pollMs);
  }
}
