export type Json = Readonly<Record<string, unknown>>;

/** The member as an object; an empty one when it is something else. */
export function objectAt(value: unknown, name?: string): Json {
  const member = name === undefined ? value : objectAt(value)[name];
  return typeof member === "object" && member !== null && !Array.isArray(member)
    ? (member as Json)
    : {};
}

export function listAt(value: unknown, name: string): readonly unknown[] {
  const member = objectAt(value)[name];
  return Array.isArray(member) ? member : [];
}

export function textAt(value: unknown, name: string): string {
  const member = objectAt(value)[name];
  return typeof member === "string" ? member : "";
}

/** @throws {Error} when there is no number: then the report has another form than it had */
export function numberAt(value: unknown, name: string): number {
  const member = objectAt(value)[name];
  if (typeof member === "number") return member;
  throw new Error(`The report has no number "${name}": it is of another version of schemathesis.`);
}
