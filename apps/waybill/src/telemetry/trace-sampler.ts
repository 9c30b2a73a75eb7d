import { type Attributes, SpanKind, trace } from "@opentelemetry/api";
import { type Sampler, SamplingDecision, type SamplingResult } from "@opentelemetry/sdk-trace";

const recorded: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const passed: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

/**
 * Begins so many traces a second at most, for a second's worth at once. What belongs to a trace that
 * is recorded is recorded. A caller that records its own trace is let in within the same limit, so
 * that nobody outside decides what tracing costs. Reads begin none: the console alone makes several a
 * second, and they lead to nothing. Webhooks begin none either: what they report goes on in the trace
 * of the order. Timers have a tenth to themselves: most wake-ups change nothing.
 */
export class TraceSampler implements Sampler {
  readonly #requests: Bucket;
  readonly #timers: Bucket;

  readonly #followsCallers: boolean;

  /** @param followsCallers all callers are processes of ours: what they record is recorded, and nothing else of theirs */
  constructor(
    tracesPerSecond: number,
    now: () => number = () => performance.now(),
    followsCallers = false,
  ) {
    this.#followsCallers = followsCallers;
    this.#requests = new Bucket(tracesPerSecond, now);
    this.#timers = new Bucket(tracesPerSecond / 10, now);
  }

  shouldSample(...call: Parameters<Sampler["shouldSample"]>): SamplingResult {
    const [context, , , kind, attributes] = call;
    const parent = trace.getSpanContext(context);
    const isEntry = kind === SpanKind.SERVER;
    if (parent !== undefined && (!isEntry || this.#followsCallers))
      return (parent.traceFlags & 1) === 1 ? recorded : passed;
    if (!isEntry) return this.#timers.take() ? recorded : passed;
    if (parent === undefined && leadsNowhere(attributes)) return passed;
    return this.#requests.take() ? recorded : passed;
  }

  toString(): string {
    return "TraceSampler";
  }
}

function leadsNowhere(attributes: Attributes): boolean {
  const { "http.request.method": method, "http.route": route } = attributes;
  return method === "GET" || method === "HEAD" || String(route).startsWith("/webhooks/");
}

/** Fills up evenly, to what one second brings but to one at least. */
class Bucket {
  readonly #perSecond: number;
  readonly #most: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#most = perSecond === 0 ? 0 : Math.max(1, perSecond);
    this.#now = now;
    this.#left = this.#most;
    this.#at = now();
  }

  take(): boolean {
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
