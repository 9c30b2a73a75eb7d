import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import { recordOf, type SpanRecord } from "../telemetry/span-record.ts";
import { Outbox } from "./outbox.ts";

const kept = 8_000;

/** The spans of this process, until the gateway has fetched them. */
export class SpanOutbox extends Outbox<SpanRecord> implements SpanProcessor {
  constructor() {
    super(kept);
  }

  onStart(): void {
    // A span is told when it is over.
  }

  onEnd(span: ReadableSpan): void {
    this.add(recordOf(span));
  }

  async forceFlush(): Promise<void> {
    // It is the gateway that asks.
  }

  async shutdown(): Promise<void> {
    // Nothing is open.
  }
}
