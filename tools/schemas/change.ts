/**
 * `breaking`: events that were written before no longer fit, or somebody who reads finds less than before.
 * `widened`: there may now be data that processes of the version before refuse.
 * `added`: nobody of before minds.
 */
export type ChangeKind = "breaking" | "widened" | "added";

/** One difference between two schemas. */
export interface Change {
  /** The field, from `data` on: `data.lines[].sku`. */
  readonly at: string;
  readonly kind: ChangeKind;
  /** What happened to the field: "was removed". */
  readonly what: string;
}

export function isBreaking({ kind }: Change): boolean {
  return kind === "breaking";
}
