import type { IncomingMessage } from "node:http";
import type { Principal } from "./auth.ts";
import { HttpError } from "./problem.ts";

/** A change that a person asks for. */
export interface AuditedCall {
  readonly principal: Principal;
  readonly operationId: string;
  readonly method: string;
  /** As it was called, without its query. */
  readonly path: string;
  /** Why, in the person's own words. */
  readonly reason: string | undefined;
  readonly correlationId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Writes down who changed what, and why. */
export interface Audit {
  /**
   * Before the change is made, so that none goes unrecorded; rejects when it cannot be written, and the
   * call is refused then.
   * @returns called with the status of the answer
   */
  begin(call: AuditedCall): Promise<(status: number) => void>;
}

const maxReason = 500;

/**
 * The reason that a call gives, in the header X-Reason: percent-encoded, since headers carry no more
 * than ASCII; taken as it is when it is not. What is too long is cut off.
 */
export function reasonOf({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const header = String(headers["x-reason"] ?? "");
  // What decodes to nothing that can be seen stands for itself, so that whatever is given is a reason.
  const reason = (decoded(header).trim() || header.trim()).slice(0, maxReason);
  return reason === "" ? undefined : reason;
}

/** The same of a change that takes a reason (`reason: "required"`). @throws {HttpError} 400 `validation-failed` without one */
export function requiredReason(request: Pick<IncomingMessage, "headers">): string {
  const reason = reasonOf(request);
  if (reason !== undefined) return reason;
  throw new HttpError("validation-failed", "Say why, in the header X-Reason.", {
    status: 400,
    errors: [{ in: "header", pointer: "/x-reason", code: "required", message: "is required" }],
  });
}

function decoded(header: string): string {
  try {
    // A database takes no NUL.
    return decodeURIComponent(header).replaceAll("\0", "");
  } catch {
    return header;
  }
}
