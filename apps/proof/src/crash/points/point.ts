/** Places in Waybill at which its process can be made to kill itself. */
export type Point =
  /** A batch with events is about to be written. */
  | "before-commit"
  /** It is with PostgreSQL, which has not answered. */
  | "commit-sent"
  /** It is durable, and nobody has been told. */
  | "commit-answered"
  /** The same for a batch in which a customer's request was carried out. */
  | "request-committed"
  | "before-202"
  | "after-202"
  /** The provider has done it, and Waybill has not written that down. */
  | "provider-authorized"
  | "provider-captured"
  | "provider-voided"
  | "provider-refunded"
  /** The same for the carrier. */
  | "carrier-told"
  | "carrier-recalled"
  /** The mail server has taken a mail. */
  | "mail-handed-over"
  | "lease-taken"
  | "lease-renewed"
  /** A timer was found due. */
  | "timer-due"
  /** What it leads to is about to be written. */
  | "timer-fires"
  | "timer-fired"
  /** A message was put aside for a later attempt. */
  | "message-parked"
  /** It was taken out for that, and not handled yet. */
  | "parked-due"
  /** That went well and is durable, and nobody has been told. */
  | "parked-handled"
  /** Between two services' databases at the first start. */
  | "database-made"
  /** Its statements are done and not committed. */
  | "migration-unfinished"
  /** Between two migrations, and so between services. */
  | "migration-applied"
  /** In an orderly end: the address is being closed. */
  | "address-closing"
  | "leases-to-be-left"
  | "leases-left"
  | "stores-closing";

/** Written by the drill: at which point the process ends itself, and at which time of passing it. */
export interface Armed {
  readonly point: Point;
  readonly nth: number;
}

/** Beside the data directory of the server that is meant. */
export const armedFile = (dataDir: string): string => `${dataDir}.armed`;

/** Written, and synced, by the process in its last moment. */
export const hitFile = (dataDir: string): string => `${dataDir}.hit`;

/** Tells the process to read the first anew. */
export const armingSignal = "SIGUSR2";
