import { Arrivals } from "./arrivals.ts";
import type { LoadOptions } from "./load-options.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { RandomNumber } from "./random.ts";
import type { RateProfile } from "./rate-profile.ts";

/** How long customers who came in time may still be served after the end. */
const graceMs = 10_000;
/** An order goes out, and its answer is seen, up to this late, which counts as latency. */
const stepMs = 1;

/**
 * Customers come when they come, however long the others wait. Who cannot be served at once, because
 * as many requests as allowed are under way, waits, and the waiting counts from the moment of coming.
 * @returns how many came and were not served until ten seconds after the end
 */
export function openLoop(
  desk: OrderDesk,
  options: LoadOptions & { readonly profile: RateProfile },
  run: { readonly startedAt: number; readonly random: RandomNumber; readonly signal: AbortSignal },
): Promise<number> {
  const { startedAt, random, signal } = run;
  const arrivals = new Arrivals(options.arrivals, options.profile, random);
  const endMs = (options.warmupSeconds + options.seconds) * 1_000;
  return new Promise((resolve) => {
    const serve = (): void => {
      const now = performance.now() - startedAt;
      const due = Math.min(now, endMs);
      while (desk.inFlight < options.connections && arrivals.next < due) {
        desk.order(startedAt + arrivals.take(), serve);
      }
      const allServed = now >= endMs && arrivals.next >= endMs;
      if (!allServed && now < endMs + graceMs && !signal.aborted) return;
      ended = true;
      resolve(allServed || signal.aborted ? 0 : countUntil(arrivals, endMs));
    };
    let ended = false;
    const turn = (): void => {
      serve();
      if (ended) return;
      sleep(stepMs);
      setImmediate(turn);
    };
    turn();
  });
}

const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks the thread. A thread that waits for its sockets instead is woken for every answer, and on one machine it is
 * the server that pays for that: a sixth of what it costs to turn an order away.
 */
function sleep(ms: number): void {
  Atomics.wait(never, 0, 0, ms);
}

function countUntil(arrivals: Arrivals, endMs: number): number {
  let count = 0;
  while (arrivals.take() < endMs) count += 1;
  return count;
}
