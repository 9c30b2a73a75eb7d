import type { Static, TSchema } from "typebox";
import { Retryable } from "../errors.ts";

/**
 * A versioned schema of an event. Its TypeScript type is derived from the schema, never written
 * twice. Contracts are plain data, so the package that lists them needs the schema library only.
 */
export interface Contract<S extends TSchema = TSchema> {
  /** Service whose log holds the events of this type. */
  readonly source: string;
  /** Unique over all services, in the past tense: `OrderPlaced`. */
  readonly type: string;
  /** Where others find it: `orders.created`. */
  readonly topic: string;
  /** Version of the schema that new events are written with, from 1. */
  readonly version: number;
  readonly schema: S;
  /** Field of the data that is the key of the event's stream; absent where no field is. */
  readonly subject?: string;
  /** Lifts data of an older version to the next: `upcasts[1]` takes version 1 to version 2. */
  readonly upcasts?: Readonly<Record<number, (data: never) => unknown>>;
}

export type DataOf<C extends Contract> = Static<C["schema"]>;

/** What travels with every event and command, from the request that started it to its last effect. */
export interface Meta {
  readonly tenant: string;
  /** The request, job or import that all of this is part of. */
  readonly correlationId: string;
  /** Id of the message that caused this one; the correlation id at the start of a chain. */
  readonly causationId: string;
  /** W3C trace context of the start of the chain. */
  readonly traceparent: string;
}

/** An event as a decider returns it: not yet in any log. */
export interface NewEvent<C extends Contract = Contract> {
  readonly contract: C;
  readonly data: DataOf<C>;
  /** Further streams of this service whose state the event moves, as a transfer moves two accounts. */
  readonly touches: readonly string[];
}

/** An event as it stands in a service's log. */
export interface Recorded<Data = unknown> {
  readonly source: string;
  /** Place in the log of `source`: dense, from 1, in commit order. */
  readonly position: number;
  readonly partition: number;
  readonly stream: string;
  /** Place in the stream: from 1, without gaps. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly meta: Meta;
  /** When it was decided, in milliseconds since 1970. */
  readonly time: number;
  readonly touches: readonly string[];
}

const noTouches: readonly string[] = [];

/** Makes an event for a decider to return. */
export function happened<C extends Contract>(
  contract: C,
  data: DataOf<C>,
  touches: readonly string[] = noTouches,
): NewEvent<C> {
  return { contract, data, touches };
}

/** Id of an event, unique over all services and the same however often it is delivered. */
export function eventId(event: Recorded): string {
  return `${event.stream}/${event.version}`;
}

/** `order-ord_1` → `ord_1`: the key by which messages are ordered and partitioned. */
export function keyOf(stream: string): string {
  return stream.slice(stream.indexOf("-") + 1);
}

/** `order-ord_1` → `order`: which decider a stream belongs to. */
export function categoryOf(stream: string): string {
  return stream.slice(0, stream.indexOf("-"));
}

/** This process knows no way to read the version that an event was written with; an upgrade may. */
export class UnknownVersion extends Retryable {
  constructor(message: string) {
    super("version-unknown", message);
  }
}

/**
 * The event's data in the shape of the contract's present version.
 * @throws {UnknownVersion} when it was written by a later version than this one knows
 */
export function upcast(contract: Contract, schemaVersion: number, data: unknown): unknown {
  if (schemaVersion === contract.version) return data;
  if (schemaVersion > contract.version) {
    throw new UnknownVersion(
      `${contract.type} version ${schemaVersion} is newer than version ${contract.version} that this process knows; upgrade it`,
    );
  }
  let lifted = data;
  for (let version = schemaVersion; version < contract.version; version++) {
    const step = contract.upcasts?.[version];
    if (step === undefined) {
      throw new UnknownVersion(`${contract.type} has no upcast from version ${version}`);
    }
    lifted = step(lifted as never);
  }
  return lifted;
}
