import type { Recorded } from "@waybill/kit";
import type { Seed } from "@waybill/simulator";

/** What becomes of an envelope at a consumer that wants its type. */
export type Fate =
  /** It becomes a dead letter with its cause, and has no effect at all. */
  | "refused"
  /** It may write rows of its own for a tenant that there is not; it has no effect on anything else. */
  | "apart"
  /** Whatever it is handled as, nothing of an order of the shop changes by it. */
  | "harmless";

/** Something that a stranger puts into a log. */
export interface Envelope {
  readonly kind: string;
  readonly fate: Fate;
  /** The message as it is appended; its position is that of the log. */
  readonly message: object;
  /** It is about an order that nobody placed. */
  readonly orderOfNobody?: string;
  /** It says of itself that it is this event, which the log has already. */
  readonly repeats?: string;
}

export const anotherTenant = "somebody-else";

/** What an envelope is made of. */
export interface Material {
  readonly seed: Seed;
  /** An event that the service has written. */
  readonly event: Recorded;
  /** One of another service. */
  readonly elsewhere: Recorded;
  /** Types of this log that some consumer wants. */
  readonly wanted: readonly string[];
  /** A number for `fc.sample`, which draws for itself. */
  readonly draw: number;
}

/** Makes an envelope; nothing when this material does not lend itself to it. */
export type Maker = (material: Material) => Envelope | undefined;

/** Versions that no event of the shop has, so that what an envelope causes can be told by its id. */
export function unusedVersion(seed: Seed): number {
  return seed.int(1_000_000, 2_000_000_000);
}
