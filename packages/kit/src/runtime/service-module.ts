import type { Logger } from "pino";
import type { Recorded } from "../concepts/contract.ts";
import type { Command, Decider } from "../concepts/decider.ts";
import type { Service } from "../concepts/service.ts";
import type { Route } from "../http/route.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { Attention } from "./attention.ts";
import type { Execution } from "./request-queue.ts";
import type { UnitResult } from "./work.ts";

/** The events after one of them, or from the first. */
export interface HistoryPart {
  readonly after?: Pick<Recorded, "time" | "source" | "position"> | undefined;
  readonly limit: number;
}

/** What the routes of a service may use. */
export interface ServiceContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** The service's own database, for its views' tables only. */
  readonly views: Database;
  /** @see ServiceRuntime.execute */
  execute(execution: Execution): Promise<UnitResult>;
  /** Newest state of a stream; `undefined` when it does not exist. */
  state<State, Cmd extends Command>(
    decider: Decider<State, Cmd>,
    key: string,
  ): Promise<{ readonly state: State; readonly version: number } | undefined>;
  /** The same of several; those that do not exist are left out. */
  states<State, Cmd extends Command>(
    decider: Decider<State, Cmd>,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, State>>;
  /**
   * Newest state of a stream that others move, and how far the log reached at that moment: with
   * `movements` from there it is told backwards how the state came about.
   */
  stateAtHead<State, Cmd extends Command>(
    decider: Decider<State, Cmd>,
    key: string,
  ): Promise<{ readonly state: State; readonly head: number } | undefined>;
  /**
   * Events of this service that moved a stream by their `touches`, newest first, in parts of at most
   * 50; what is not asked for is not read.
   * @param moved a stream of a decider that others move, and the newest position that counts
   */
  movements(moved: {
    readonly stream: string;
    readonly from: number;
  }): AsyncIterable<readonly Recorded[]>;
  /** Events with this key, in every service, in order of time: all of them, or a part. */
  history(key: string, part?: HistoryPart): Promise<readonly Recorded[]>;
  /**
   * How far this service has read the log of a source: as long as it is the same text, no event of
   * that source has changed any of the service's views, in whatever process it was handled.
   */
  progress(source: string): Promise<string>;
  /** Calls back for every event that this process commits to this service's log; returns the way to stop it. */
  onCommitted(callback: (events: readonly Recorded[]) => void): () => void;
}

/** A service with its HTTP surface, as the composition root runs it. */
export interface ServiceModule {
  readonly service: Service;
  routes(context: ServiceContext): readonly Route[];
  /** Called once, after the databases are there and before the first message. */
  start?(context: ServiceContext): Promise<void>;
  /** Before its runtime stops. */
  stop?(): Promise<void>;
  /** When nothing of it is under way any more: closes what its activities have used. */
  close?(): void;
  /**
   * What of a tenant waits for a person; those with the count 0 are left out. Asked every few seconds
   * while somebody looks, so it has to be answered from an index.
   */
  attention?(context: ServiceContext, tenant: string): Promise<readonly Attention[]>;
  /**
   * Money of a tenant that does not move while these keys do not: sums by currency, in minor units. Keys
   * that are none of the service's count nothing.
   */
  moneyBehind?(
    context: ServiceContext,
    behind: { readonly tenant: string; readonly keys: readonly string[] },
  ): Promise<readonly { readonly amount: number; readonly currency: string }[]>;
}
