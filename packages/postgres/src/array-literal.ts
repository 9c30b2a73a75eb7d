/**
 * PostgreSQL array literals, written by us because they are the hottest text of the system: every
 * event and state goes through here. The driver's general way costs twice as much (measured).
 */

/** Of any texts, `null` among them. Joined in one go where that will do: it leaves a quarter of the garbage. */
export function textArray(values: readonly (string | null)[]): string {
  if (values.length === 0) return "{}";
  if (values.every(isPlain)) return `{"${values.join('","')}"}`;
  return `{${values.map((value) => (value === null ? "NULL" : quoted(value))).join(",")}}`;
}

/** What `pg` takes for a parameter: arrays of texts or numbers as literals, anything else as it is. */
export function parameter(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const list: readonly unknown[] = value;
  if (list.every((each) => typeof each === "string" || each === null)) return textArray(list);
  return list.every((each) => typeof each === "number") ? numberArray(list) : value;
}

/** Stands between JSON documents, which never hold a control character. */
const separator = "\u0001";

/**
 * Values as JSON documents in one text, for `string_to_array(…, chr(1))`: quoting each once more, as
 * an array literal needs it, was a sixth of the time of a batch (measured).
 */
export function jsonDocuments(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(separator);
}

export function numberArray(values: readonly (number | undefined)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

const special = /["\\]/;

function isPlain(text: string | null): boolean {
  return text !== null && !special.test(text);
}

function quoted(text: string): string {
  return special.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}
