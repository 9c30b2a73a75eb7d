import { createHmac, timingSafeEqual } from "node:crypto";
import Type, { type TSchema } from "typebox";
import { HttpError } from "./problem.ts";

/** What a cursor belongs to. A cursor made for one scope is refused in any other. `filter`: the query without limit and cursor. */
export interface CursorScope {
  readonly tenant: string;
  readonly route: string;
  readonly filter?: Readonly<Record<string, unknown>>;
}

export interface Cursors {
  /** Opaque, URL-safe text that carries `value`, which is readable to who decodes it: no secrets in it. */
  readonly encodeCursor: (value: unknown, scope: CursorScope) => string;
  /**
   * The value of a cursor made by `encodeCursor` with an equal scope and the same secret.
   * @throws HttpError 400 `invalid-cursor`
   */
  readonly decodeCursor: (cursor: string, scope: CursorScope) => unknown;
}

const MAC_BYTES = 16;
const MAX_CURSOR_LENGTH = 1_024;

/** @param secret at least 16 bytes, equal in all replicas and over restarts, or running pagings end with `invalid-cursor` */
export function createCursors(secret: string | Uint8Array): Cursors {
  if (secret.length < 16) {
    throw new RangeError(`The cursor secret has ${secret.length} bytes: give at least 16.`);
  }
  const sign = (payload: Buffer, scope: CursorScope): Buffer =>
    createHmac("sha256", secret)
      .update(scopeText(scope))
      .update("\0")
      .update(payload)
      .digest()
      .subarray(0, MAC_BYTES);

  return {
    encodeCursor(value, scope) {
      const payload = Buffer.from(JSON.stringify(value));
      return Buffer.concat([sign(payload, scope), payload]).toString("base64url");
    },
    decodeCursor(cursor, scope) {
      if (cursor.length > MAX_CURSOR_LENGTH || !/^[\w-]+$/.test(cursor)) throw invalidCursor();
      const bytes = Buffer.from(cursor, "base64url");
      const payload = bytes.subarray(MAC_BYTES);
      // Equal text as well: unused bits of the last character would let several texts pass for one cursor.
      if (payload.length === 0 || bytes.toString("base64url") !== cursor) throw invalidCursor();
      if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), sign(payload, scope))) {
        throw invalidCursor();
      }
      return JSON.parse(payload.toString("utf8")) as unknown;
    },
  };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * One page out of at most `limit + 1` rows: the row too many only tells that there is more.
 * `cursorOf` gets the last item shown. `nextCursor` is null on the last page.
 */
export function page<T>(
  items: readonly T[],
  limit: number,
  cursorOf: (last: T) => string,
): Page<T> {
  const shown = items.length > limit ? items.slice(0, limit) : items;
  const last = shown.at(-1);
  const more = items.length > limit && last !== undefined;
  return { items: shown, nextCursor: more ? cursorOf(last) : null };
}

/** The schema of a page of `item`. */
export function pageSchema<T extends TSchema>(item: T) {
  return Type.Object(
    { items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false },
  );
}

/** The two query fields of every list; spread them into its query schema. `limit` is 50 when absent. */
export const pageQuery = {
  limit: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 50,
    description: "Most items in the page.",
  }),
  cursor: Type.Optional(
    Type.String({
      maxLength: MAX_CURSOR_LENGTH,
      description: "`nextCursor` of the page before, with the same filters.",
    }),
  ),
};

/** Keys sorted, undefined dropped, so that an absent filter and an undefined one are the same. */
function scopeText(scope: CursorScope): string {
  const filter = Object.entries(scope.filter ?? {})
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([scope.tenant, scope.route, filter]);
}

function invalidCursor(): HttpError {
  return new HttpError(
    "invalid-cursor",
    "The cursor is not one that this list gave out for these filters: start again without it.",
    { status: 400 },
  );
}
