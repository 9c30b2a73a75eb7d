/**
 * PostgreSQL array literals, written by us because they are the hottest text of the system: every
 * event and state goes through here. The driver's general way costs twice as much (measured).
 */

/** Of any texts, `null` among them. */
export function textArray(values: readonly (string | null)[]): string {
  let literal = "{";
  for (const value of values) {
    if (literal.length > 1) literal += ",";
    literal += value === null ? "NULL" : quoted(value);
  }
  return `${literal}}`;
}

/** Of values as JSON documents. JSON quotes a text as an array literal does, as long as it holds no control character; a JSON document never does. */
export function jsonArray(values: readonly unknown[]): string {
  let literal = "{";
  for (const value of values) {
    if (literal.length > 1) literal += ",";
    literal += JSON.stringify(JSON.stringify(value));
  }
  return `${literal}}`;
}

export function numberArray(values: readonly (number | undefined)[]): string {
  let literal = "{";
  for (const value of values) {
    if (literal.length > 1) literal += ",";
    literal += value ?? "NULL";
  }
  return `${literal}}`;
}

const special = /["\\]/;

function quoted(text: string): string {
  return special.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : `"${text}"`;
}
