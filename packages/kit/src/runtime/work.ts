import { Retryable, Terminal, WaybillError } from "../errors.ts";
import type { Meta, Recorded } from "../concepts/contract.ts";
import type { Command, Decider } from "../concepts/decider.ts";
import type { Row, View } from "../concepts/view.ts";
import type { Answer, Park, PositionMove, Repark, Unpark } from "../ports/store.ts";

/** Another process changed a stream first, or took a claim or an idempotency key. */
export class StaleWrite extends WaybillError {
  constructor(what: string) {
    super("stale-write", `another process was faster: ${what}`, { retryable: true, status: 503 });
  }
}

/** The lease under which a batch was taken has moved on to another process. */
export class Fenced extends WaybillError {
  constructor(what: string) {
    super("fenced", `the lease of ${what} has moved to another process`, {
      retryable: true,
      status: 503,
    });
  }
}

/** The database went away; after a commit nobody knows yet what became of it. */
export class StoreUnavailable extends Retryable {
  constructor(message: string, cause?: unknown) {
    super("store-unavailable", message, { cause });
  }
}

/** A stream belongs to the tenant of its first event; a command of another is not carried out. */
export class OtherTenant extends Terminal {
  readonly owner: string;

  constructor(stream: string, owner: string) {
    super("other-tenant", `${stream} belongs to another tenant than the command or message names`, {
      status: 404,
    });
    this.owner = owner;
  }
}

/** What a decided unit came to, when it is durable. */
export interface UnitResult {
  readonly stream: string;
  readonly state: unknown;
  readonly version: number;
  readonly events: readonly Recorded[];
  readonly answer: Answer | undefined;
  /** The answer is that of an earlier request with the same key. */
  readonly replayed: boolean;
}

/** What is written of a unit instead of its effects. */
export interface WrittenOff {
  readonly park?: Park;
  readonly repark?: Repark;
}

/** What stands or falls together: the commands of one message, or of one request. */
export interface Unit {
  readonly meta: Meta;
  readonly commands: readonly { readonly decider: Decider; readonly command: Command }[];
  /** The stream of its commands cannot exist yet: its key was made for it. It is not looked for. */
  readonly fresh?: boolean;
  readonly rows?: readonly { readonly view: View; readonly row: Row }[];
  readonly claims?: readonly string[];
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** Computes the answer to keep under the idempotency key. */
  readonly respond?: (stream: string, state: unknown, version: number) => Answer;
  /** Stream that a timer woke: its due time is written anew even if nothing happened. */
  readonly woken?: string;
  readonly unpark?: Unpark;
  /** Claims that the unit gives up. */
  readonly releases?: readonly string[];
  /** Asked right before deciding: a message that must wait behind another of its key is parked instead. */
  hold?(): WrittenOff | undefined;
  /** The unit was refused; what to write down about that. */
  failed(error: unknown): WrittenOff | undefined;
  /** The unit is durable. */
  done(result: UnitResult): void;
}

/** What one source of work gives to a batch. */
export interface Work {
  readonly units: readonly Unit[];
  readonly positions: readonly PositionMove[];
  readonly parks: readonly Park[];
  readonly reparks: readonly Repark[];
  /** A batch may be decided several times before it commits; called at the start of each. */
  begin?(): void;
  /** Called once: with nothing when all of it is durable, else with the reason why none of it is. */
  settled(error?: unknown): void;
}

/** Where a writer takes its work from. */
export interface WorkSource {
  take(max: number): Work | undefined;
}
