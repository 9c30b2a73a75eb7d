import { Telemetry } from "@waybill/kit";
import { pino } from "pino";
import { Registry } from "prom-client";

const log = pino({ level: "silent" });

/** Says nothing, and does not count what is counted for every message: nobody would read it. */
export class SilentTelemetry extends Telemetry {
  constructor() {
    super({ log, registry: new Registry() });
  }

  override batchCommitted(): void {
    // Nobody asks.
  }

  override messageHandled(): void {
    // Nobody asks.
  }
}
