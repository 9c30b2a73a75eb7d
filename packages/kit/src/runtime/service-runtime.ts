import type { Contract } from "../concepts/contract.ts";
import type { Service } from "../concepts/service.ts";
import { topicChannel, type Bus } from "../ports/bus.ts";
import type { Clock, Ids, Random } from "../ports/clock.ts";
import type { ConsumerGroup, ConsumerPause, Store } from "../ports/store.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { ActivityConsumer } from "./activity-consumer.ts";
import { Inbox } from "./inbox.ts";
import { Membership } from "./membership.ts";
import type { RetryPolicy } from "./parking.ts";
import { ReactionConsumer } from "./reaction-consumer.ts";
import type { Publisher } from "./publisher.ts";
import { refilling } from "./refill.ts";
import { Relay, relayConsumer } from "./relay.ts";
import { RequestQueue, type Execution, type WaitingRequests } from "./request-queue.ts";
import { TimerSource } from "./timer-source.ts";
import type { UnitResult } from "./work.ts";
import { Writer } from "./writer.ts";

export interface RuntimeOptions {
  readonly service: Service;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Names this process in leases. */
  readonly owner: string;
  /**
   * No other process can be alive, now or later: takes the leases of whoever has them, and keeps
   * states in memory. Otherwise processes share the partitions and read states anew for each batch.
   */
  readonly steal?: boolean;
  readonly maxBatch?: number;
  /** Where its events are published; absent: others read its log. */
  readonly publisher?: Publisher;
  /** Shared by the services of a process: messages make way for requests. */
  readonly waiting?: WaitingRequests;
}

const reactionRetry: RetryPolicy = { attempts: 10, backoffMs: 100, maxBackoffMs: 30_000 };

/** Runs a service: its requests, reactions, activities and timers, all through one batch loop. */
export class ServiceRuntime {
  readonly service: Service;
  readonly writer: Writer;
  readonly inboxes: readonly Inbox[];
  readonly activities: readonly ActivityConsumer[];
  readonly #options: RuntimeOptions;
  readonly #requests: RequestQueue;
  readonly #timers: TimerSource;
  readonly #membership: Membership;
  readonly #relay: Relay | undefined;

  constructor(options: RuntimeOptions) {
    const { service, clock, store, telemetry } = options;
    this.#options = options;
    this.service = service;
    this.writer = new Writer(options.steal === true ? options : { ...options, cachedStates: 0 });
    const wake = (): void => {
      this.writer.wake();
    };
    this.#requests = new RequestQueue({
      service: service.name,
      all: options.waiting,
      ready: () => {
        this.writer.hurry();
      },
    });
    this.writer.addSource(this.#requests);
    this.#timers = new TimerSource({
      service,
      store,
      clock,
      ids: options.ids,
      telemetry,
      ready: wake,
    });
    this.writer.addSource(this.#timers);
    const inboxes: Inbox[] = [];
    const incoming = [
      ...service.reactions.map((each) => each.on),
      ...service.views.flatMap((view) => (view.kind === "message" ? view.on : [])),
    ];
    if (incoming.length > 0) {
      const inbox = this.#inbox(service.name, incoming, { retry: reactionRetry, ready: wake });
      inboxes.push(inbox);
      this.writer.addSource(new ReactionConsumer({ service, inbox, telemetry, clock }));
    }
    this.activities = service.activities.map((activity) => {
      const consumer: { wake(): void } = { wake: () => undefined };
      const inbox = this.#inbox(`${service.name}.${activity.name}`, activity.on, {
        retry: activity.policy,
        ready: () => {
          consumer.wake();
        },
      });
      const made = new ActivityConsumer({ activity, inbox, writer: this.writer, clock, telemetry });
      consumer.wake = () => {
        made.wake();
      };
      inboxes.push(inbox);
      this.writer.addSource(made);
      return made;
    });
    this.#relay = options.publisher && this.#makeRelay(options.publisher, inboxes);
    this.inboxes = inboxes;
    this.#membership = new Membership({ ...options, service: service.name, inboxes });
  }

  /** Resolves when this process has its partitions, as far as they are free. */
  async start(): Promise<void> {
    await this.#membership.join(this.#options.steal ?? false);
    this.#timers.start();
  }

  /** Finishes the batch at hand, gives the leases back, refuses further requests. */
  async stop(): Promise<void> {
    this.#requests.close();
    this.#timers.stop();
    this.writer.drain();
    await Promise.all([...this.activities.map((each) => each.stop()), this.#relay?.stop()]);
    for (const inbox of this.inboxes) inbox.close();
    await this.writer.stop();
    await this.#membership.leave();
  }

  /**
   * Executes a command. Resolves when its events are durable.
   * @throws what the decider throws; `Retryable` when the store is away or too much is waiting
   */
  execute(execution: Execution): Promise<UnitResult> {
    return this.#requests.submit(execution);
  }

  /** @see Membership.groups */
  get groups(): ReadonlyMap<string, ConsumerGroup> {
    return this.#membership.groups;
  }

  /** @see Membership.pause */
  pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause> {
    return this.#membership.pause(consumer, pause);
  }

  resume(consumer: string): Promise<void> {
    return this.#membership.resume(consumer);
  }

  #makeRelay(publisher: Publisher, inboxes: Inbox[]): Relay {
    const { service, telemetry, bus, clock } = this.#options;
    const made: { relay?: Relay } = {};
    const consumer = relayConsumer(service.name);
    const inbox = this.#inbox(consumer, [...service.events.values()], {
      retry: reactionRetry,
      ready: () => made.relay?.wake(),
    });
    inboxes.push(inbox);
    const ready = (): void => this.writer.wake();
    const types: ReadonlySet<string> = new Set(service.events.keys());
    const refill = refilling({ bus, consumer, source: service.name, types, clock, publisher });
    made.relay = new Relay({ inbox, publisher, refill, clock, telemetry, ready });
    this.writer.addSource(made.relay);
    return made.relay;
  }

  #inbox(
    consumer: string,
    contracts: readonly Contract[],
    handling: { readonly retry: RetryPolicy; readonly ready: () => void },
  ): Inbox {
    const subscriptions = new Map<string, Set<string>>();
    const topics = new Map(contracts.map((each) => [each.type, topicChannel(each)]));
    for (const contract of contracts) {
      const channel = this.#options.bus.channelOf(contract);
      const types = subscriptions.get(channel) ?? new Set<string>();
      types.add(contract.type);
      subscriptions.set(channel, types);
    }
    return new Inbox({
      ...this.#options,
      ...handling,
      consumer,
      subscriptions,
      topicOf: (type) => topics.get(type),
    });
  }
}
