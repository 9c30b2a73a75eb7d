import { errorMessage, type HealthCheck, type Readiness } from "@waybill/kit";
import type { ServiceConnections } from "./databases.ts";
import type { WatchedService } from "./watched-service.ts";

/** Whether calls can be served: every database answers. Breakers and pauses are shown, but an open breaker does not stop orders from being taken. */
export async function readiness(
  running: readonly WatchedService[],
  services: ReadonlyMap<string, ServiceConnections>,
): Promise<Readiness> {
  const checks: Record<string, HealthCheck> = {};
  await Promise.all(
    [...services].map(async ([name, { views }]) => {
      try {
        await views.query("select 1");
        checks[`database.${name}`] = { ok: true };
      } catch (error) {
        checks[`database.${name}`] = { ok: false, detail: errorMessage(error) };
      }
    }),
  );
  const ok = Object.values(checks).every((check) => check.ok);
  for (const { runtime } of running) {
    for (const activity of runtime.activities) {
      const { state } = activity.breaker;
      checks[`breaker.${runtime.service.name}.${activity.name}`] = {
        ok: state !== "open",
        detail: state,
      };
    }
    for (const inbox of runtime.inboxes) {
      if (inbox.isPaused)
        checks[`consumer.${inbox.consumer}`] = {
          ok: false,
          detail: "paused: most of its messages fail",
        };
      if (inbox.pausedBy !== undefined)
        checks[`consumer.${inbox.consumer}`] = { ok: false, detail: "paused by a person" };
    }
  }
  return { ok, checks };
}
