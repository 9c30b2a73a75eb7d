import { Gauge, Histogram, type Registry } from "prom-client";

const DURATION = "waybill_http_request_duration_seconds";
const IN_FLIGHT = "waybill_http_requests_in_flight";

export interface HttpMetrics {
  begin(): void;
  /** @param durationMs until the answer was handed to the socket; for a stream, until its headers were */
  observe(call: ObservedCall, durationMs: number): void;
  end(): void;
}

export interface ObservedCall {
  readonly route: string;
  readonly method: string;
  readonly status: number;
}

/**
 * Request durations by route pattern, method and status class, and the calls in flight.
 * Unknown paths share the route label `unmatched`, so that nobody can grow the label set from outside.
 * Several hosts of one process may share a registry; they then share the series.
 */
export function httpMetrics(registry: Registry): HttpMetrics {
  const durations =
    (registry.getSingleMetric(DURATION) as Histogram | undefined) ??
    new Histogram({
      name: DURATION,
      help: "Time to answer an HTTP request, in seconds.",
      labelNames: ["route", "method", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    });
  const inFlight = inFlightOf(registry);
  const series = new Map<string, { observe(seconds: number): void }>();

  return {
    begin() {
      inFlight.calls += 1;
    },
    end() {
      inFlight.calls -= 1;
    },
    observe({ route, method, status }, durationMs) {
      const statusClass = `${Math.floor(status / 100)}xx`;
      const key = `${method} ${route} ${statusClass}`;
      let child = series.get(key);
      if (child === undefined) {
        child = durations.labels({ route, method, status: statusClass });
        series.set(key, child);
      }
      child.observe(durationMs / 1_000);
    },
  };
}

const inFlightByRegistry = new WeakMap<Registry, { calls: number }>();

/** A plain number that the gauge reads when it is scraped: the gauge's own inc and dec cost a hash of the labels each. */
function inFlightOf(registry: Registry): { calls: number } {
  const known = inFlightByRegistry.get(registry);
  if (known !== undefined) return known;
  const counter = { calls: 0 };
  inFlightByRegistry.set(registry, counter);
  const gauge = new Gauge({
    name: IN_FLIGHT,
    help: "HTTP requests being answered now, open streams included.",
    registers: [],
    collect() {
      this.set(counter.calls);
    },
  });
  registry.registerMetric(gauge);
  return counter;
}
