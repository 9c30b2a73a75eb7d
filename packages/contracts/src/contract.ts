import type { Static, TSchema } from "typebox";

/** A versioned schema of an event; `@waybill/kit` describes the fields. */
export interface Contract<S extends TSchema = TSchema> {
  readonly source: string;
  readonly type: string;
  readonly topic: string;
  readonly version: number;
  readonly schema: S;
  readonly subject?: string;
  readonly upcasts?: Readonly<Record<number, (data: never) => unknown>>;
}

export type DataOf<C extends Contract> = Static<C["schema"]>;

/** Declares an event of a service. Versions start at 1; a later one brings its upcasts. */
export function event<S extends TSchema>(contract: {
  readonly source: string;
  readonly type: string;
  readonly topic: string;
  readonly schema: S;
  readonly subject?: string;
  readonly version?: number;
  readonly upcasts?: Readonly<Record<number, (data: never) => unknown>>;
}): Contract<S> {
  return { version: 1, ...contract };
}
