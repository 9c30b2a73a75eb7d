import { setTimeout as delay } from "node:timers/promises";

/** Waits for a state by looking for it: resolves with what `look` gives as soon as that is something. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await delay(10);
  }
}

/** Asks the same again until it is answered: the store may be away for a while. */
export async function patiently<T>(request: () => Promise<T>): Promise<T> {
  const answered = await eventually("the request to be answered", async () => {
    try {
      return { answer: await request() };
    } catch (error) {
      if ((error as { code?: string }).code === "store-unavailable") return undefined;
      throw error;
    }
  });
  return answered.answer;
}
