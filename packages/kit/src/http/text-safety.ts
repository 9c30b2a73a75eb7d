import { isUtf8 } from "node:buffer";
import { HttpError } from "./problem.ts";

/** Deepest nesting a body may have; the deepest of our own schemas is 6. Bounds the recursion of everything that walks a body later. */
export const MAX_JSON_DEPTH = 32;

/** Only these can hide something that JSON.parse lets through; a body without them, and with few brackets, needs no walk. */
const NEEDS_WALK = /\\u|__proto__|constructor/;
const NUL = /\0/;

/**
 * Parses a request body.
 * Guarantees: valid UTF-8; no NUL and no lone surrogate in any string or key, which PostgreSQL would
 * refuse or mangle; no `__proto__` key and no `constructor` with a `prototype`; nesting of at most
 * MAX_JSON_DEPTH. A key that appears twice counts with its last value, as JSON.parse has it.
 * @throws HttpError 400 `invalid-text`, `malformed-json`, `too-deep` or `forbidden-key`
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) {
    throw invalidText("The body is not valid UTF-8: encode it as UTF-8.");
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HttpError(
      "malformed-json",
      `The body is not JSON: ${positionOf(cause)}. Send one JSON document.`,
      { status: 400 },
    );
  }
  if (NEEDS_WALK.test(text) || countOpenings(text) > MAX_JSON_DEPTH) checkTree(value, "", 1);
  return value;
}

/**
 * Refuses text that cannot be stored or echoed faithfully.
 * @throws HttpError 400 `invalid-text`
 */
export function checkText(text: string, where: string): void {
  if (NUL.test(text)) {
    throw invalidText(`${where} contains the NUL character (U+0000): remove it.`);
  }
  if (!text.isWellFormed()) {
    throw invalidText(`${where} contains half of a surrogate pair: send complete characters.`);
  }
}

/**
 * Decodes one percent-encoded piece of a URL; `+` is a space when `plusIsSpace`.
 * @throws HttpError 400 `invalid-text` when the escapes are broken, are not UTF-8, or spell NUL
 */
export function decodeUrlText(text: string, where: string, plusIsSpace: boolean): string {
  const spaced = plusIsSpace ? text.replaceAll("+", " ") : text;
  let decoded: string;
  try {
    decoded = spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
  } catch (cause) {
    throw invalidText(`${where} has a percent escape that is not UTF-8: encode it again.`, cause);
  }
  checkText(decoded, where);
  return decoded;
}

function checkTree(value: unknown, pointer: string, depth: number): void {
  if (typeof value === "string") {
    checkText(value, `The string at ${pointer === "" ? "the top" : pointer}`);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_JSON_DEPTH) {
    throw new HttpError(
      "too-deep",
      `The body nests deeper than ${MAX_JSON_DEPTH} levels: flatten it.`,
      { status: 400 },
    );
  }
  for (const [key, member] of Object.entries(value)) {
    const place = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!Array.isArray(value)) checkKey(key, member, pointer);
    checkTree(member, place, depth + 1);
  }
}

function checkKey(key: string, member: unknown, pointer: string): void {
  checkText(key, `A key of the object at ${pointer === "" ? "the top" : pointer}`);
  const poisons =
    key === "__proto__" ||
    (key === "constructor" &&
      typeof member === "object" &&
      member !== null &&
      Object.hasOwn(member, "prototype"));
  if (poisons) {
    throw new HttpError(
      "forbidden-key",
      `The body has the key "${key}" at "${pointer}": remove it.`,
      { status: 400 },
    );
  }
}

/** Openings bound the depth from above and cost one pass; brackets inside strings only cause a needless walk. */
function countOpenings(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length && count <= MAX_JSON_DEPTH; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x5b || unit === 0x7b) count += 1;
  }
  return count;
}

/** V8's message quotes the body, which may be personal data; only the position is told. */
function positionOf(cause: unknown): string {
  const position = cause instanceof Error ? /at position (\d+)/.exec(cause.message) : null;
  return position === null ? "it ends too early or is empty" : `unexpected text at ${position[1]}`;
}

function invalidText(message: string, cause?: unknown): HttpError {
  return new HttpError("invalid-text", message, { status: 400, cause });
}
