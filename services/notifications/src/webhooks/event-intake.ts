import { errorCode, errorMessage, eventId, lift, type Clock, type Ids } from "@waybill/kit";
import type { Contract, Recorded } from "@waybill/kit";
import { isSubscribed, webhookBody, webhookContracts } from "../domain/webhook-event.ts";
import type { DeliveryStore, Endpoint, NewDelivery } from "./delivery-store.ts";

/** What is still to be read of a log. */
export interface LogTail {
  /** Takes up to `max` waiting events. `scannedTo`: everything up to there was looked at. */
  take(max: number): { readonly messages: readonly Recorded[]; readonly scannedTo: number };
  /** Goes back (or forward) to just after a position. */
  seek(position: number): void;
  close(): void;
}

/** The logs of all services, read as they are. */
export interface EventLogs {
  readonly follow: (request: {
    readonly source: string;
    readonly types: ReadonlySet<string>;
    /** Position after which to begin. */
    readonly after: number;
    /** Called whenever there is something to take. */
    readonly ready: () => void;
  }) => LogTail;
  /** Newest position of a service's log. */
  readonly head: (source: string) => Promise<number>;
}

export interface EventIntakeOptions {
  readonly logs: EventLogs;
  readonly store: DeliveryStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly warn: (message: string) => void;
  /** Called when deliveries were written. */
  readonly added: () => void;
}

interface Intake {
  readonly feed: LogTail;
  position: number;
}

const maxTaken = 500;
/** A position is written with deliveries, or when it is this far on. */
const maxUnsaved = 20_000;
const retryMs = 1_000;

/** The services whose events can be subscribed to, with the types of each. */
const sources: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...Map.groupBy(webhookContracts.values(), (contract) => contract.source)].map(
    ([source, contracts]) => [source, new Set(contracts.map((contract) => contract.type))],
  ),
);

/**
 * Turns events into deliveries, one for each endpoint that subscribed to it. Deliveries and position
 * are one statement, so an event is taken in once, whatever dies. It reads the logs only between
 * `open` and `close`: while nobody is registered nothing is consumed at all.
 */
export class EventIntake {
  readonly #options: EventIntakeOptions;
  readonly #intakes = new Map<string, Intake>();
  #running: Promise<void> | undefined;
  #woken = false;
  /** After a failure nothing is taken until all feeds have gone back, or what was taken would be lost. */
  #failed = false;
  #cancelRetry: () => void = () => undefined;

  constructor(options: EventIntakeOptions) {
    this.#options = options;
  }

  /** Prepares for a registration. Has to end before it begins. */
  async skipUnwanted(): Promise<void> {
    const { logs, store } = this.#options;
    const heads = await Promise.all(
      [...sources.keys()].map(async (source) => [source, await logs.head(source)] as const),
    );
    await store.skipTo(new Map(heads));
  }

  /** Begins to read where the positions are, unless it reads already. */
  async open(): Promise<void> {
    if (this.#intakes.size > 0) return;
    const positions = await this.#positions();
    for (const [source, types] of sources) {
      const after = positions.get(source) ?? 0;
      const ready = (): void => this.#wake();
      const feed = this.#options.logs.follow({ source, types, after, ready });
      this.#intakes.set(source, { feed, position: after });
    }
    this.#wake();
  }

  /** A source that a release has added has no position yet: its events are taken in from now on. */
  async #positions(): Promise<ReadonlyMap<string, number>> {
    const { store } = this.#options;
    const positions = await store.positions();
    if ([...sources.keys()].every((source) => positions.has(source))) return positions;
    await this.skipUnwanted();
    return store.positions();
  }

  async close(): Promise<void> {
    for (const { feed } of this.#intakes.values()) feed.close();
    this.#intakes.clear();
    // What is under way may still fail, and ask for a retry.
    await this.#running;
    this.#cancelRetry();
    this.#failed = false;
  }

  #wake(): void {
    this.#woken = true;
    if (this.#failed) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#woken && this.#intakes.size > 0) this.#wake();
    });
  }

  async #run(): Promise<void> {
    // A feed may call back from within its own making.
    await Promise.resolve();
    while (this.#woken && this.#intakes.size > 0) {
      this.#woken = false;
      try {
        for (const [source, intake] of this.#intakes) await this.#take(source, intake);
      } catch (error) {
        this.#options.warn(`webhooks wait: ${errorMessage(error)}`);
        this.#woken = false;
        this.#retryLater();
      }
    }
  }

  async #take(source: string, intake: Intake): Promise<void> {
    const { store, clock, added } = this.#options;
    const { messages, scannedTo } = intake.feed.take(maxTaken);
    if (messages.length > 0) this.#woken = true;
    // Read after the events were taken: of an event that is later than a registration the position
    // must not move on without that endpoint, whichever process it was registered with.
    const endpoints = messages.length > 0 ? await store.activeEndpoints() : [];
    const deliveries = messages.flatMap((message) => this.#deliveriesOf(message, endpoints));
    if (deliveries.length === 0 && scannedTo - intake.position < maxUnsaved) return;
    const move = { source, from: intake.position, to: scannedTo };
    if (await store.addDeliveries(move, deliveries, clock.now())) {
      intake.position = scannedTo;
      if (deliveries.length > 0) added();
      return;
    }
    intake.position = (await store.positions()).get(source) ?? 0;
    intake.feed.seek(intake.position);
  }

  #deliveriesOf(given: Recorded, endpoints: readonly Endpoint[]): NewDelivery[] {
    const contract = webhookContracts.get(given.type);
    const message = contract === undefined ? undefined : this.#sound(given, contract);
    if (contract === undefined || message === undefined) return [];
    const { topic } = contract;
    const wanted = endpoints.filter(
      (each) =>
        each.tenant === message.meta.tenant &&
        each.registeredAt <= message.time &&
        isSubscribed(each.topics, topic),
    );
    if (wanted.length === 0) return [];
    const body = webhookBody(topic, message);
    return wanted.map((each) => ({
      id: this.#options.ids.make("dlv"),
      endpoint: each,
      eventId: eventId(message),
      topic,
      body,
    }));
  }

  /**
   * What is no event of ours is passed over: the consumers that act on it list it. An event of a newer
   * release goes out as it is: whoever receives it may well know that one.
   */
  #sound(message: Recorded, contract: Contract): Recorded | undefined {
    try {
      return lift(message, contract);
    } catch (error) {
      const { data } = message;
      const isNewer = errorCode(error) !== "message-malformed";
      if (isNewer && typeof data === "object" && data !== null) return message;
      const place = `${message.source}/${message.position}`;
      this.#options.warn(`webhooks pass over ${place}: ${errorMessage(error)}`);
      return undefined;
    }
  }

  #retryLater(): void {
    this.#failed = true;
    this.#cancelRetry = this.#options.clock.after(retryMs, () => {
      this.#failed = false;
      for (const { feed, position } of this.#intakes.values()) feed.seek(position);
      this.#wake();
    });
  }
}
