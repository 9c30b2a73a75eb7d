import { randomUUID } from "node:crypto";
import { PROBLEM_CONTENT_TYPE, problemHeaders, problemOf, problemStatus } from "./problem.ts";

/**
 * Stands where the correlation id will; nothing in a problem looks like it. Of ASCII: parts of a text with other
 * characters take two bytes a character, and are written by a slower path.
 */
const place = randomUUID();

/**
 * The problem document that many calls of one path get. Only the correlation id differs, so the rest is written
 * once: making it anew cost more than everything else that a refusal takes.
 */
export class PreparedProblem {
  readonly status: number;
  readonly #headers: readonly string[];
  readonly #before: string;
  readonly #after: string;
  readonly #bytes: number;

  /** @param headers that every answer carries */
  constructor(error: Error, instance: string, headers: Readonly<Record<string, string>>) {
    const problem = JSON.stringify(problemOf(error, { instance, correlationId: place }));
    const [before = "", after = ""] = problem.split(place);
    this.#before = before;
    this.#after = after;
    this.#bytes = Buffer.byteLength(before) + Buffer.byteLength(after);
    this.status = problemStatus(error);
    const own = { "content-type": PROBLEM_CONTENT_TYPE, ...problemHeaders(error) };
    this.#headers = Object.entries({ ...headers, ...own }).flat();
  }

  body(correlationId: string): string {
    return this.#before + correlationId + this.#after;
  }

  /** Names and values in turn, as `writeHead` takes them. @param correlationId of ASCII */
  headers(correlationId: string): string[] {
    const length = String(this.#bytes + correlationId.length);
    return [...this.#headers, "x-correlation-id", correlationId, "content-length", length];
  }
}
