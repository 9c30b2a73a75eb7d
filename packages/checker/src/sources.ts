import type { PositionRow, Service, View } from "@waybill/kit";

/** Records come in batches, so that reading millions costs no promise each. */
export type Batches<T> = AsyncIterable<readonly T[]>;

/** An event as the checker reads it. `data` is parsed and in the shape that it was written with. */
export interface LogEvent {
  readonly position: number;
  readonly partition: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly tenant: string;
  /** What caused it: the id of an event, `stream/version`, or of something that is none. */
  readonly cause: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly touches: readonly string[];
  readonly data: unknown;
  /** Why its data cannot be read, which is then `undefined`. */
  readonly unreadable?: string;
}

/** What is stored of a stream beside its events: a snapshot, a timer, or both. */
export interface StoredState {
  readonly stream: string;
  /** Of the snapshot; 0 when there is none. */
  readonly version: number;
  /** JSON text as it is stored: nearly always equal to what replay gives, and then never parsed. */
  readonly state: string | undefined;
  /** When the store wakes the stream, in milliseconds since 1970. */
  readonly due: number | undefined;
}

export interface ConsumerPosition extends PositionRow {
  readonly consumer: string;
}

/** Events of one type in one partition, behind a position. */
export interface Unread {
  readonly partition: number;
  readonly type: string;
  readonly after: number;
}

export interface ParkedEntry {
  readonly id: number;
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
  readonly key: string;
  readonly status: string;
  /** 0: none since it was parked, or since a person had it tried again. */
  readonly attempts: number;
  /** When it is tried again, or let go, in milliseconds since 1970; `undefined` or infinite: never. */
  readonly nextAt: number | undefined;
}

/** A message that a person had handled in another form than the one in its log. */
export interface EditedEntry {
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
  readonly schemaVersion: number;
  readonly data: unknown;
}

/** A view's row as text: its columns are those of `viewColumns`. */
export type TextRow = readonly (string | null)[];

/** Which part of a log: all of a category, or only some of its keys. */
export interface Part {
  readonly category: string;
  readonly keys?: readonly string[] | undefined;
}

export interface RowsWanted {
  readonly view: View;
  /** Column to sort by; any order when absent. */
  readonly by?: string | undefined;
  /** Only rows whose `by` is one of these. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * One service's log and what is stored beside it, all of one snapshot: what a batch wrote is seen
 * as a whole or not at all. Whatever is sorted is sorted by bytes; keys are ASCII.
 */
export interface ServiceLog {
  readonly service: Service;
  /** Home events of the streams of a category, by stream and version. */
  events(part: Part): Batches<LogEvent>;
  /** By stream. */
  states(part: Part): Batches<StoredState>;
  /** Categories of the streams that events of others touch. */
  touchedCategories(): Promise<ReadonlySet<string>>;
  /** Events that touch other streams or whose home is of one of these categories, by position. */
  touching(categories: ReadonlySet<string>): Batches<LogEvent>;
  rows(wanted: RowsWanted): Batches<TextRow>;
  positions(): Promise<readonly ConsumerPosition[]>;
  parked(): Batches<ParkedEntry>;
  /** Of a message the last one counts. Absent: nobody can edit. */
  edited?(): Batches<EditedEntry>;
  /** Positions that are known to hold what the service has not written: counted, and not looked at. */
  readonly foreign?: Iterable<number>;
  /** Newest position at this moment, so later than the snapshot. */
  head(): Promise<number>;
  /** How many events lie behind these positions at this moment. */
  unread(spans: readonly Unread[]): Promise<number>;
}

/** A value that only one order may have, and the order that has it. */
export interface Claim {
  readonly orderId: string;
  /** As the service names it: `reference:<tenant>/<reference>`. */
  readonly claim: string;
}

/** What the payment provider's own books say of an order, in minor units. */
export interface ProviderAccount {
  readonly orderId: string;
  readonly currency: string;
  readonly authorized: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  /** How many captures it carried out. */
  readonly captures: number;
}

/** What the carrier's own books say of an order. */
export interface Consignment {
  readonly orderId: string;
  readonly status: string;
  readonly parcels: readonly {
    readonly shipmentId: string;
    readonly location: string;
    readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  }[];
}

/** Everything there is to check. By order id where it is sorted, restricted to `keys` where given. */
export interface Sources {
  /** By the name of the service. */
  readonly logs: ReadonlyMap<string, ServiceLog>;
  /** Orders that a client was told of. */
  acknowledged(keys?: readonly string[]): Batches<string>;
  /** What orders have claimed, of the same snapshot as their log. */
  claims(keys?: readonly string[]): Batches<Claim>;
  /** Absent: there is no such ledger to compare with. */
  readonly provider?: (keys?: readonly string[]) => Batches<ProviderAccount>;
  readonly carrier?: (keys?: readonly string[]) => Batches<Consignment>;
  /** Whether anything works on the logs, so that a second look may see what the first missed. */
  readonly running: boolean;
  /** When the snapshots were taken, in milliseconds since 1970. */
  readonly takenAt: number;
  close(): Promise<void>;
}

/** Columns of a view, key first. */
export function viewColumns(view: View): readonly string[] {
  return [...new Set([...view.key, ...Object.keys(view.columns)])];
}
