import { WaybillError } from "../errors.ts";
import type { Answer } from "../ports/store.ts";

interface Kept {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The refusal of a request as it is kept under its idempotency key; `undefined` for what may go otherwise next time. */
export function keptRefusal(error: unknown): Answer | undefined {
  if (!(error instanceof WaybillError) || error.retryable || error.status >= 500) return undefined;
  const { code, message, status, details } = error;
  const body: Kept = { code, message, details };
  return { status, body };
}

/** What to throw when an answer that was kept is a refusal. */
export function refusalOf({ status, body }: Answer): WaybillError | undefined {
  if (status < 400) return undefined;
  const { code, message, details } = body as Kept;
  return new WaybillError(code, message, { status, details });
}
