/**
 * The one base error. Whether a failure is worth another try is data on the error, so a caller
 * never parses a message: the type is the decision.
 *
 * `code` is stable and listed in docs/ERRORS.md; `message` names the value at fault and the fix.
 */
export class WaybillError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** HTTP status when the failure reaches an API client. */
  readonly status: number;
  /** Extra members of the problem document; never personal data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.status = options.status ?? 500;
    this.details = options.details ?? {};
  }
}

export interface ErrorOptions {
  readonly retryable?: boolean;
  readonly status?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Trying again later may succeed: a dependency is down, a lock timed out, a version moved on. */
export class Retryable extends WaybillError {
  constructor(code: string, message: string, options: Omit<ErrorOptions, "retryable"> = {}) {
    super(code, message, { status: 503, ...options, retryable: true });
  }
}

/** Trying again changes nothing: the message goes to the dead letters and waits for a person. */
export class Terminal extends WaybillError {
  constructor(code: string, message: string, options: Omit<ErrorOptions, "retryable"> = {}) {
    super(code, message, { status: 422, ...options, retryable: false });
  }
}

/** Whether a failed message should be tried again. An error that nobody classified is: it may be a bug that a release mends, and the attempts are limited. */
export function isRetryable(error: unknown): boolean {
  return error instanceof WaybillError ? error.retryable : true;
}

/** The stable code of any thrown value. */
export function errorCode(error: unknown): string {
  return error instanceof WaybillError ? error.code : "unexpected";
}

/** The message of any thrown value, without its stack. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
