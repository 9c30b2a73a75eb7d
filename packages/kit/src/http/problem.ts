import { STATUS_CODES } from "node:http";
import Type, { type Static } from "typebox";
import { WaybillError } from "../errors.ts";

/** On a refusal of a call that nothing has been done about, so that whoever passes calls on may send it elsewhere. */
export const NOT_BEGUN_HEADER = "waybill-not-begun";

export const PROBLEM_CONTENT_TYPE = "application/problem+json; charset=utf-8";

/** One thing wrong with one place of the request. `pointer` is a JSON Pointer (RFC 6901) into the part that `in` names. */
export const FieldErrorSchema = Type.Object(
  {
    in: Type.Enum(["body", "query", "path", "header"]),
    pointer: Type.String(),
    code: Type.String(),
    message: Type.String(),
  },
  { title: "FieldError", additionalProperties: false },
);
export type FieldError = Static<typeof FieldErrorSchema>;

/** RFC 9457. `code` is the stable name to branch on; a code may bring members of its own (`orderId`, `retryAfterSeconds` …). */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: "A URN that ends in the code." }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: "What happened, with which value, and what to change." }),
    code: Type.String({ description: "Stable; the only member to branch on." }),
    instance: Type.String({ description: "The path that was called, without its query." }),
    correlationId: Type.String(),
    errors: Type.Optional(Type.Array(FieldErrorSchema)),
  },
  { title: "Problem", additionalProperties: true },
);
export type Problem = Static<typeof ProblemSchema> & Record<string, unknown>;

export interface HttpErrorOptions {
  readonly status: number;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal that the HTTP layer itself makes: a WaybillError with field errors and headers of its own. */
export class HttpError extends WaybillError {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: string, message: string, options: HttpErrorOptions) {
    const { status } = options;
    super(code, message, {
      status,
      retryable: status === 429 || status === 503,
      ...(options.details === undefined ? {} : { details: options.details }),
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
    this.errors = options.errors;
    this.headers = options.headers;
  }
}

export interface ProblemPlace {
  readonly instance: string;
  readonly correlationId: string;
}

/**
 * The problem document of anything thrown. A WaybillError shows its code, message and details;
 * every other value is a defect and shows nothing but the correlation id under which it was logged.
 */
export function problemOf(error: unknown, place: ProblemPlace): Problem {
  const known = isClientSafe(error)
    ? error
    : new WaybillError(
        "internal",
        `Something failed on our side. Quote the correlation id ${place.correlationId} when you report it.`,
      );
  const errors = error instanceof HttpError ? error.errors : undefined;
  return {
    ...known.details,
    type: `urn:waybill:problem:${known.code}`,
    title: titleOf(known.code),
    status: problemStatus(error),
    detail: known.message,
    code: known.code,
    instance: place.instance,
    correlationId: place.correlationId,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}

/** The status of anything thrown: 500 for what nobody classified. */
export function problemStatus(error: unknown): number {
  return isClientSafe(error) ? error.status : 500;
}

/** Headers that belong to the refusal. Without `retryAfterSeconds` in the details a 429 or 503 asks for one second. */
export function problemHeaders(error: unknown): Record<string, string> {
  if (!(error instanceof WaybillError)) return {};
  const headers: Record<string, string> =
    error instanceof HttpError && error.headers !== undefined ? { ...error.headers } : {};
  if (error.status === 429 || error.status === 503) {
    const seconds = error.details["retryAfterSeconds"];
    headers["retry-after"] = String(typeof seconds === "number" ? Math.ceil(seconds) : 1);
  }
  return headers;
}

/** Status 500 is what a WaybillError has when nobody meant it for a client, so its message stays in the log. */
function isClientSafe(error: unknown): error is WaybillError {
  return (
    error instanceof WaybillError &&
    error.status !== 500 &&
    STATUS_CODES[error.status] !== undefined
  );
}

function titleOf(code: string): string {
  const words = code.replaceAll(/[-._]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
