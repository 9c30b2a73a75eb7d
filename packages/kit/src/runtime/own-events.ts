import type { Recorded } from "../concepts/contract.ts";

const own = new WeakSet<Recorded>();

/**
 * Says of events that this process has just committed them, out of deciders of its own. Handed over as
 * they are, they need not be looked at again by each consumer: that took 6% of the server's time an
 * order. What is read from a log or comes from a broker is another object, and is looked at.
 */
export function vouchFor(events: readonly Recorded[]): void {
  for (const event of events) own.add(event);
}

export function isOwn(message: Recorded): boolean {
  return own.has(message);
}
