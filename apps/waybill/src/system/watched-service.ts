import type {
  ConsumerGroup,
  ConsumerPause,
  MemberReport,
  Service,
  ServiceContext,
  ServiceModule,
} from "@waybill/kit";

/** A consumer of a service, as far as those who look after it need to know. */
export interface WatchedInbox {
  readonly consumer: string;
  /** It takes nothing for a while, because most of its messages fail. */
  readonly isPaused: boolean;
  readonly pausedBy: ConsumerPause | undefined;
  readonly backlog: { readonly messages: number; readonly seconds: number };
  /** By channel. */
  lag(): MemberReport["lag"];
}

/** What a service tells of itself: from this process, or from all processes that run it. */
export interface WatchedRuntime {
  readonly service: Service;
  readonly inboxes: readonly WatchedInbox[];
  readonly activities: readonly {
    readonly name: string;
    readonly breaker: { readonly state: "closed" | "half-open" | "open" };
  }[];
  readonly groups: ReadonlyMap<string, ConsumerGroup>;
  pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause>;
  resume(consumer: string): Promise<void>;
}

/** A service that operators look after, wherever it runs. */
export interface WatchedService {
  readonly module: ServiceModule;
  readonly runtime: WatchedRuntime;
  /** For what its module tells from its database. */
  readonly context: ServiceContext;
}
