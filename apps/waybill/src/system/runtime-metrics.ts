import type { Telemetry } from "@waybill/kit";
import type { RunningService } from "./running-service.ts";

/** Gauges over the running services, computed when somebody asks. */
export function watchRuntimes(telemetry: Telemetry, running: readonly RunningService[]): void {
  const inboxes = running.flatMap(({ runtime }) => runtime.inboxes);
  telemetry.gauge("waybill_lag_messages", "Messages not yet handled, by consumer and channel", {
    labels: ["consumer", "channel"],
    collect: (set) => {
      for (const inbox of inboxes) {
        for (const { channel, messages } of inbox.lag()) {
          set({ consumer: inbox.consumer, channel }, messages);
        }
      }
    },
  });
  telemetry.gauge("waybill_lag_seconds", "Age of the oldest message not yet handled", {
    labels: ["consumer", "channel"],
    collect: (set) => {
      for (const inbox of inboxes) {
        for (const { channel, seconds } of inbox.lag()) {
          set({ consumer: inbox.consumer, channel }, seconds);
        }
      }
    },
  });
  telemetry.gauge("waybill_parked_keys", "Keys with messages that wait for a retry or a person", {
    labels: ["consumer"],
    collect: (set) => {
      for (const inbox of inboxes) set({ consumer: inbox.consumer }, inbox.parkedKeyCount);
    },
  });
  telemetry.gauge(
    "waybill_consumer_paused",
    "1 while a consumer takes nothing: it has paused itself, or a person has",
    {
      labels: ["consumer"],
      collect: (set) => {
        for (const inbox of inboxes)
          set({ consumer: inbox.consumer }, inbox.isPaused || inbox.pausedBy !== undefined ? 1 : 0);
      },
    },
  );
  telemetry.gauge("waybill_breaker_open", "Circuit breakers: 0 closed, 1 half open, 2 open", {
    labels: ["activity"],
    collect: (set) => {
      for (const { runtime } of running) {
        for (const activity of runtime.activities) {
          const states = { closed: 0, "half-open": 1, open: 2 };
          set(
            { activity: `${runtime.service.name}.${activity.name}` },
            states[activity.breaker.state],
          );
        }
      }
    },
  });
}
