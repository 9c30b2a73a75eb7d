import { hash } from "node:crypto";
import type { Principal } from "./auth.ts";
import { HttpError } from "./problem.ts";
import type { IdempotencyRequest } from "./route.ts";

const KEY = /^[\x20-\x7e]{1,255}$/;

export interface FingerprintInput {
  readonly method: string;
  readonly path: string;
  readonly principal: Principal;
  readonly body: unknown;
}

/**
 * Reads Idempotency-Key: 1–255 printable ASCII characters; undefined when absent.
 * @throws HttpError 400 `invalid-idempotency-key`, or `idempotency-key-required` when absent but required
 */
export function readIdempotencyKey(
  header: string | string[] | undefined,
  required: boolean,
): string | undefined {
  if (header === undefined) {
    if (!required) return undefined;
    throw refusal("idempotency-key-required", "Send an Idempotency-Key header, such as a UUID.");
  }
  // Node joins a repeated header with commas; an array never comes for this name but the type allows it.
  if (typeof header !== "string" || !KEY.test(header)) {
    throw refusal(
      "invalid-idempotency-key",
      `The Idempotency-Key has ${header.length} characters, or others than printable ASCII: send 1 to 255 of those.`,
    );
  }
  return header;
}

/**
 * The request's identity under its key: SHA-256 over method, path, tenant, the customer a key is
 * bound to, and the body with its keys sorted. Bound to the customer so that nobody is shown the
 * stored answer to another customer's request by guessing the key.
 */
export function idempotencyRequest(key: string, input: FingerprintInput): IdempotencyRequest {
  const { method, path, principal, body } = input;
  const text = `${method}\n${path}\n${JSON.stringify([principal.tenant, principal.customer ?? null])}\n${canonicalJson(body)}`;
  return { key, fingerprint: hash("sha256", text, "hex") };
}

/** JSON with the keys of every object in code-unit order, so that order and white space of the client's text make no difference. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = "";
  for (const [key, member] of Object.entries(value).toSorted(byKey)) {
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function byKey(a: [string, unknown], b: [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function refusal(code: string, message: string): HttpError {
  return new HttpError(code, message, {
    status: 400,
    errors: [{ in: "header", pointer: "/Idempotency-Key", code: "malformed", message }],
  });
}
