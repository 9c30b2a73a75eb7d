import type { components } from "./generated/schema.ts";

export type Problem = components["schemas"]["Problem"];

/** The server answered, and said no: what it said. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Nobody answered. Whether a request that was no read was carried out is unknown. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly wasRead: boolean;

  constructor({
    wasRead = false,
    cause,
  }: {
    readonly wasRead?: boolean;
    readonly cause?: unknown;
  }) {
    super("The server does not answer.", { cause });
    this.wasRead = wasRead;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

/** The problem document of a failed answer, or one made up for an answer that has none. */
export function problemOf(response: Response, body: unknown): Problem {
  if (isProblem(body)) return body;
  return {
    type: "about:blank",
    title: response.statusText || "Unexpected answer",
    status: response.status,
    detail: `The server answered ${response.status} without saying why.`,
    code: `http-${response.status}`,
    instance: new URL(response.url, location.origin).pathname,
    correlationId: response.headers.get("x-correlation-id") ?? "",
  };
}

/** True when the error is the server's refusal with this status. */
export function isStatus(error: unknown, status: number): error is ProblemError {
  return error instanceof ProblemError && error.problem.status === status;
}
