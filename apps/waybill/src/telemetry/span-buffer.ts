import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import { recordOf, type SpanRecord } from "./span-record.ts";

/** What is held of a trace, as far as a tenant may see it. */
export interface HeldTrace {
  /** Its place among the traces of this process. */
  readonly seq: number;
  readonly traceId: string;
  /** In the order in which they ended. */
  readonly spans: readonly SpanRecord[];
}

export interface TraceFilter {
  readonly tenant: string;
  readonly orderId?: string | undefined;
  readonly failed?: boolean | undefined;
}

/** What a process holds of its traces. */
export interface RecentTraces {
  /** Newest first. @param before traces older than this place */
  list(
    filter: TraceFilter,
    page: { readonly before?: number; readonly limit: number },
  ): HeldTrace[];
  find(traceId: string, tenant: string): HeldTrace | undefined;
}

interface Limits {
  readonly spans: number;
  readonly spansOfTrace: number;
}

interface Trace {
  readonly seq: number;
  readonly spans: SpanRecord[];
}

const defaults: Limits = { spans: 8_000, spansOfTrace: 1_000 };

/** The last traces in memory. When there are too many spans the oldest trace goes as a whole. */
export class SpanBuffer implements SpanProcessor, RecentTraces {
  readonly #limits: Limits;
  readonly #traces = new Map<string, Trace>();
  #spans = 0;
  #seq = 0;

  constructor(limits: Limits = defaults) {
    this.#limits = limits;
  }

  onStart(): void {
    // A span is held when it is over.
  }

  onEnd(span: ReadableSpan): void {
    this.add(recordOf(span));
  }

  async forceFlush(): Promise<void> {
    // Nothing waits.
  }

  async shutdown(): Promise<void> {
    // Nothing is open.
  }

  add(span: SpanRecord): void {
    const trace = this.#traces.get(span.traceId) ?? this.#begin(span.traceId);
    if (trace.spans.length >= this.#limits.spansOfTrace) return;
    trace.spans.push(span);
    this.#spans += 1;
    for (const [traceId, { spans }] of this.#traces) {
      if (this.#spans <= this.#limits.spans || traceId === span.traceId) break;
      this.#traces.delete(traceId);
      this.#spans -= spans.length;
    }
  }

  get spans(): number {
    return this.#spans;
  }

  list(
    filter: TraceFilter,
    { before = this.#seq + 1, limit }: { readonly before?: number; readonly limit: number },
  ): HeldTrace[] {
    const found: HeldTrace[] = [];
    for (const [traceId, trace] of [...this.#traces].reverse()) {
      if (found.length === limit) break;
      if (trace.seq >= before) continue;
      const seen = seenBy(filter.tenant, traceId, trace);
      if (seen !== undefined && matches(seen, filter)) found.push(seen);
    }
    return found;
  }

  find(traceId: string, tenant: string): HeldTrace | undefined {
    const trace = this.#traces.get(traceId);
    return trace === undefined ? undefined : seenBy(tenant, traceId, trace);
  }

  #begin(traceId: string): Trace {
    this.#seq += 1;
    const trace = { seq: this.#seq, spans: [] };
    this.#traces.set(traceId, trace);
    return trace;
  }
}

/** The spans of the tenant, and those of none beside them; of a trace that is others' only, nothing. */
function seenBy(tenant: string, traceId: string, { seq, spans }: Trace): HeldTrace | undefined {
  const seen = spans.filter((span) => span.tenant === undefined || span.tenant === tenant);
  const isOwn = seen.some((span) => span.tenant === tenant) || seen.length === spans.length;
  return isOwn ? { seq, traceId, spans: seen } : undefined;
}

function matches({ spans }: HeldTrace, { orderId, failed }: TraceFilter): boolean {
  if (orderId !== undefined && !spans.some((span) => span.orderId === orderId)) return false;
  return failed !== true || spans.some((span) => span.error !== undefined);
}
