import { trace } from "@opentelemetry/api";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { TraceSampler } from "./trace-sampler.ts";

export interface Tracing {
  /** Sends what is left, for a few seconds at most. */
  stop(): Promise<void>;
}

export interface TracingSettings {
  readonly tracesPerSecond: number;
  /** Whether spans go to a collector; where it is, the exporter reads from the environment by itself. */
  readonly otlp: boolean;
  readonly version: string;
  /** It is called by the gateway only, which has decided what is recorded. */
  readonly followsCallers?: boolean;
}

const exportMs = 3_000;
const exportEveryMs = 1_000;
const longestValue = 1_000;

/**
 * Registers the OpenTelemetry SDK for this process.
 * @param held takes every span that is over, for those who look at them here
 */
export async function startTracing(
  settings: TracingSettings,
  held: SpanProcessor,
): Promise<Tracing> {
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        "service.name": process.env["OTEL_SERVICE_NAME"] || "waybill",
        "service.version": settings.version,
      }),
    ),
    sampler: new TraceSampler(settings.tracesPerSecond, undefined, settings.followsCallers),
    spanLimits: { attributeValueLengthLimit: longestValue },
    spanProcessors: [held, ...(settings.otlp ? [await exporting()] : [])],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    // A collector that does not answer must not keep the server from stopping.
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

/** Loaded only for those who use it: it takes a moment at the start, and memory. */
async function exporting(): Promise<SpanProcessor> {
  const { OTLPTraceExporter } = await import("@opentelemetry/exporter-trace-otlp-proto");
  return new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ timeoutMillis: exportMs }),
    exportTimeoutMillis: exportMs,
    scheduledDelayMillis: exportEveryMs,
  });
}
