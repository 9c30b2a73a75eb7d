import {
  type Attributes,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { eventId, type Meta, type Recorded } from "../concepts/contract.ts";
import type { Command } from "../concepts/decider.ts";
import { errorCode } from "../errors.ts";
import { acceptTraceparent, isSampled, spanContextOf, traceparentOf } from "./traceparent.ts";

const tracer = trace.getTracer("@waybill/kit/runtime");

interface Described {
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  readonly attributes: Attributes;
}

/**
 * The span of one piece of work that is recorded. Work may be decided several times before it is
 * durable, so what became of it is noted, and counts when the span ends. Says codes of errors, never
 * their messages: those may repeat what a customer wrote.
 */
export class WorkSpan {
  /** For everything that follows from the work. */
  readonly traceparent: string;
  readonly #span: Span;
  readonly #service: string;
  #error: unknown;
  #dropped = false;

  constructor(span: Span, service: string) {
    this.#span = span;
    this.#service = service;
    this.traceparent = traceparentOf(span.spanContext());
  }

  /** The work is decided anew. */
  begin(): void {
    this.#error = undefined;
    this.#dropped = false;
  }

  note(error: unknown): void {
    this.#error = error;
  }

  /** Nothing was done after all: it is not recorded. */
  drop(): void {
    this.#dropped = true;
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  /** @param error why none of it is durable */
  end(error: unknown = this.#error): void {
    if (this.#dropped && error === undefined) return;
    if (error !== undefined) {
      this.#span.setAttribute("error.type", errorCode(error));
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }

  child(name: string, attributes: Attributes): WorkSpan | undefined {
    return startWork(this.traceparent, {
      name,
      kind: SpanKind.CLIENT,
      service: this.#service,
      attributes,
    });
  }
}

/** What travels with all that follows from a message. */
export function causedBy(message: Recorded, span: WorkSpan | undefined): Meta {
  const causationId = eventId(message);
  if (span === undefined) return { ...message.meta, causationId };
  return { ...message.meta, causationId, traceparent: span.traceparent };
}

/** The handling of a message by a consumer, which is `service` or `service.activity`. @returns undefined unless its trace is recorded */
export function startHandling(
  message: Recorded,
  { consumer, attempt }: { readonly consumer: string; readonly attempt: number },
): WorkSpan | undefined {
  const { meta } = message;
  if (!isSampled(meta.traceparent)) return undefined;
  return startWork(meta.traceparent, {
    name: `process ${message.type}`,
    kind: SpanKind.CONSUMER,
    service: serviceOf(consumer),
    attributes: {
      "messaging.system": "waybill",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": message.source,
      "messaging.destination.partition.id": String(message.partition),
      "messaging.consumer.group.name": consumer,
      "messaging.message.id": eventId(message),
      "messaging.message.conversation_id": meta.correlationId,
      "waybill.message.type": message.type,
      "waybill.stream": message.stream,
      "waybill.tenant": meta.tenant,
      "waybill.attempt": attempt,
    },
  });
}

/** A command that somebody waits for. @returns undefined unless its trace is recorded */
export function startCommand(
  service: string,
  command: Command,
  { traceparent, tenant, correlationId }: Meta,
): WorkSpan | undefined {
  if (!isSampled(traceparent)) return undefined;
  return startWork(traceparent, {
    name: `execute ${command.type}`,
    kind: SpanKind.INTERNAL,
    service,
    attributes: {
      "waybill.command": command.type,
      "waybill.tenant": tenant,
      "messaging.message.conversation_id": correlationId,
    },
  });
}

/**
 * The waking of a stream by its timer, which starts a trace.
 * @returns the span if that trace is recorded, and the traceparent if there is a tracer at all
 */
export function startWaking(of: {
  readonly service: string;
  readonly category: string;
  readonly stream: string;
  readonly tenant: string;
}): { readonly span?: WorkSpan; readonly traceparent?: string } {
  const span = tracer.startSpan(
    `wake ${of.category}`,
    {
      attributes: {
        "waybill.service": of.service,
        "waybill.stream": of.stream,
        "waybill.tenant": of.tenant,
      },
    },
    ROOT_CONTEXT,
  );
  const made = span.spanContext();
  if (!isSpanContextValid(made)) return {};
  const traceparent = traceparentOf(made);
  return span.isRecording()
    ? { span: new WorkSpan(span, of.service), traceparent }
    : { traceparent };
}

function startWork(traceparent: string, described: Described): WorkSpan | undefined {
  const accepted = acceptTraceparent(traceparent);
  if (accepted === undefined) return undefined;
  const { name, kind, service, attributes } = described;
  const span = tracer.startSpan(
    name,
    { kind, attributes: { "waybill.service": service, ...attributes } },
    trace.setSpanContext(ROOT_CONTEXT, spanContextOf(accepted)),
  );
  return span.isRecording() ? new WorkSpan(span, service) : undefined;
}

/** `payments.provider` → `payments` */
export function serviceOf(consumer: string): string {
  const dot = consumer.indexOf(".");
  return dot === -1 ? consumer : consumer.slice(0, dot);
}
