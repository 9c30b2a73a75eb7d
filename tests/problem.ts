import assert from "node:assert/strict";
import type { Answer } from "./waybill-process.ts";

/** That an answer is a whole problem document. @param expected status and code, such as `404 order-not-found` */
export function assertProblem(answer: Answer, expected: string): void {
  const { status, headers, body } = answer;
  const problem = body as Record<string, unknown>;
  assert.equal(`${status} ${String(problem["code"])}`, expected, JSON.stringify(problem));
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.equal(problem["status"], status);
  assert.ok(problem["type"] && problem["title"] && problem["detail"]);
  assert.equal(problem["correlationId"], headers.get("x-correlation-id"));
  assert.doesNotMatch(JSON.stringify(problem), /node_modules|\bat .*\.ts:|"stack"/);
}
