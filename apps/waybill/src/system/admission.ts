import { relayConsumer, type Admission, type HttpHostOptions } from "@waybill/kit";
import type { WatchedService } from "./watched-service.ts";

/** Messages that one consumer may have waiting before new orders are turned away: what comes all at once is taken. */
const burstBacklog = 1_500;
/**
 * The same while new orders are turned away more than half of the time: with fewer on their way each is done sooner,
 * and more are in all (measured).
 */
const steadyBacklog = 400;
/** In the share of time a moment counts half as much after so long. */
const halfLifeMs = 1_000;
/** How old its oldest message may be, in seconds. */
const maxAgeSeconds = 2;
const lookEveryMs = 50;

const guarded: ReadonlySet<string> = new Set(["placeOrder", "placeOrders"]);

const admitted: Admission = { ok: true };

/** No order waits for these: a slow mail server must not turn customers away. */
const besideOrders: ReadonlySet<string> = new Set(["notifications"]);

/**
 * Turns new orders away while the services behind are too far behind: an order refused early costs
 * little and its client knows when to come back; one accepted too many makes all of them late.
 */
export function admission(
  running: readonly WatchedService[],
  clock: () => number = () => performance.now(),
): NonNullable<HttpHostOptions["admission"]> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let shutShare = 0;
  let verdict = admitted;
  return (route) => {
    if (!guarded.has(route.operationId)) return admitted;
    const now = clock();
    if (now - lookedAt > lookEveryMs) {
      const kept = 0.5 ** ((now - lookedAt) / halfLifeMs);
      lookedAt = now;
      verdict = look(running, shutShare > 0.5 ? steadyBacklog : burstBacklog);
      shutShare = kept * shutShare + (verdict.ok ? 0 : 1 - kept);
    }
    return verdict;
  };
}

function look(running: readonly WatchedService[], maxBacklog: number): Admission {
  for (const { module, runtime } of running) {
    if (besideOrders.has(module.service.name)) continue;
    const relay = relayConsumer(module.service.name);
    for (const inbox of runtime.inboxes) {
      // The log is the outbox: orders are taken while the broker is away.
      if (inbox.consumer === relay) continue;
      if (inbox.isPaused || inbox.pausedBy !== undefined) continue;
      const { messages, seconds } = inbox.backlog;
      if (messages <= maxBacklog && seconds <= maxAgeSeconds) continue;
      return {
        ok: false,
        status: 503,
        retryAfterSeconds: 1,
        code: "overloaded",
        message: `${inbox.consumer} is ${messages} messages and ${Math.round(seconds)} s behind; send the order again in a moment`,
      };
    }
  }
  return admitted;
}
