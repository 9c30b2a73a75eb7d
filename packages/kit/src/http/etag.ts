import { HttpError } from "./problem.ts";

/** The strong ETag of a version: 7 → `"7"`. */
export function formatEtag(version: number): string {
  return `"${version}"`;
}

/**
 * What an If-Match header asks for: nothing (absent), any version (`*`), or one of these versions.
 * Weak tags and tags we never gave out can match nothing and are left out, so the list may be empty.
 */
export type IfMatch = "any" | readonly number[];

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const MAX_TAGS = 32;

/**
 * Reads If-Match (RFC 9110, 13.1.1).
 * @throws HttpError 400 `malformed-if-match`
 */
export function parseIfMatch(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === "*") return "any";
  return parseTags(header, "If-Match")
    .filter((tag) => !tag.weak)
    .map((tag) => tag.version)
    .filter((version) => version !== undefined);
}

/**
 * Lets a write through only when it is based on the version that is stored; without the header
 * every write is let through.
 * @throws HttpError 400 `malformed-if-match`, 412 `stale-version` (details: currentVersion)
 */
export function assertIfMatch(header: string | undefined, version: number): void {
  const wanted = parseIfMatch(header);
  if (wanted === undefined || wanted === "any" || wanted.includes(version)) return;
  throw staleVersion(header ?? "", version);
}

/** The refusal of a write based on another version than `currentVersion`; for deciders that find out later. */
export function staleVersion(header: string, currentVersion: number): HttpError {
  return new HttpError(
    "stale-version",
    `If-Match is ${header} but the version is ${currentVersion}: read it again and repeat the change.`,
    { status: 412, details: { currentVersion }, headers: { etag: formatEtag(currentVersion) } },
  );
}

/**
 * Whether If-None-Match names the stored version, so that a GET may answer 304. Weak comparison.
 * @throws HttpError 400 `malformed-if-match`
 */
export function matchesIfNoneMatch(header: string | undefined, version: number): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return parseTags(header, "If-None-Match").some((tag) => tag.version === version);
}

interface EntityTag {
  readonly weak: boolean;
  readonly version: number | undefined;
}

/** Our tags hold digits only, so a comma inside a tag of someone else's makes at worst a refusal. */
function parseTags(header: string, name: string): EntityTag[] {
  const parts = header.split(",").map((part) => part.trim());
  const tags = parts.filter((part) => part !== "");
  if (tags.length === 0 || tags.length > MAX_TAGS) throw malformed(name, header);
  return tags.map((part) => {
    const match = ENTITY_TAG.exec(part);
    if (match === null) throw malformed(name, header);
    const opaque = match[2] ?? "";
    return {
      weak: match[1] !== undefined,
      version: /^\d{1,15}$/.test(opaque) ? Number(opaque) : undefined,
    };
  });
}

function malformed(name: string, header: string): HttpError {
  return new HttpError(
    "malformed-if-match",
    `${name} is ${header.slice(0, 100)}: send "*", or one or more quoted ETags such as "7".`,
    {
      status: 400,
      errors: [{ in: "header", pointer: `/${name}`, code: "malformed", message: 'e.g. "7"' }],
    },
  );
}
