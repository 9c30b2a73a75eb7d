import type { Service } from "@waybill/kit";
import { channelsOf, declared } from "./subscriptions.ts";
import type {
  ConsumerPosition,
  EditedEntry,
  LogEvent,
  ParkedEntry,
  ServiceLog,
} from "../sources.ts";

type Place = Pick<LogEvent, "position" | "partition" | "type">;

/**
 * How far each service has come with the logs of the others. Its positions and its effects are of
 * one snapshot, so an effect that is missing behind a position was skipped and is not just late:
 * that holds while everything runs, and however far behind a consumer is.
 */
export class Reach {
  readonly #services: ReadonlyMap<string, Service>;
  readonly #positions = new Map<string, ConsumerPosition[]>();
  readonly #parked = new Set<string>();
  readonly #heldKeys = new Set<string>();
  readonly #edited = new Map<string, EditedEntry>();

  constructor(services: Iterable<Service>) {
    this.#services = new Map([...services].map((service) => [service.name, service]));
  }

  /** Reads the positions and the parked messages of all logs. */
  static async read(logs: ReadonlyMap<string, ServiceLog>): Promise<Reach> {
    const reach = new Reach([...logs.values()].map(({ service }) => service));
    for (const [service, log] of logs) {
      reach.addPositions(service, declared(log.service, await log.positions()));
      for await (const batch of log.parked()) reach.addParked(service, batch);
      for await (const batch of log.edited?.() ?? []) reach.addEdited(service, batch);
    }
    return reach;
  }

  addPositions(service: string, positions: readonly ConsumerPosition[]): void {
    for (const each of positions) {
      const slot = `${service}|${each.channel}|${each.partition}`;
      const known = this.#positions.get(slot);
      if (known === undefined) this.#positions.set(slot, [each]);
      else known.push(each);
    }
  }

  addParked(service: string, entries: readonly ParkedEntry[]): void {
    for (const { consumer, source, position, key } of entries) {
      this.#parked.add(`${consumer}|${source}|${position}`);
      this.#parked.add(`${service}||${source}|${position}`);
      this.#heldKeys.add(key);
    }
  }

  addEdited(service: string, entries: readonly EditedEntry[]): void {
    for (const each of entries) {
      const { consumer, source, position } = each;
      this.#edited.set(`${consumer}|${source}|${position}`, each);
      this.#edited.set(`${service}||${source}|${position}`, each);
    }
  }

  /** The message as the service has handled it, or will: as it stands in its log, unless a person has edited it. */
  asHandled(service: string, source: string, message: LogEvent): LogEvent {
    if (this.#edited.size === 0) return message;
    return this.#asEdited(`${service}||${source}|${message.position}`, message);
  }

  /** The same for one consumer. */
  asHandledBy(consumer: string, source: string, message: LogEvent): LogEvent {
    if (this.#edited.size === 0) return message;
    return this.#asEdited(`${consumer}|${source}|${message.position}`, message);
  }

  #asEdited(name: string, message: LogEvent): LogEvent {
    const edited = this.#edited.get(name);
    if (edited === undefined) return message;
    const { data, schemaVersion } = edited;
    return { ...message, data, schemaVersion };
  }

  /** Whether all consumers of the service are past the message and none of them has it parked. */
  handled(service: string, source: string, message: Place): boolean {
    const positions = this.#of(service, source, message);
    if (positions.length === 0) return false;
    for (const each of positions) if (each.position < message.position) return false;
    return !this.#parked.has(`${service}||${source}|${message.position}`);
  }

  /** The same for one consumer, which belongs to the service of its name. */
  handledBy(consumer: string, source: string, message: Place): boolean {
    const positions = this.#of(consumer, source, message);
    const own = positions.find((each) => each.consumer === consumer);
    if (own === undefined || own.position < message.position) return false;
    return !this.#parked.has(`${consumer}|${source}|${message.position}`);
  }

  /** By what a service hears of the message. */
  channel(service: string, source: string, message: Place): string {
    return this.#of(service, source, message)[0]?.channel ?? source;
  }

  /** Positions of a service in what carries the message, or did: the bus may be another one now. */
  #of(service: string, source: string, { type, partition }: Place): readonly ConsumerPosition[] {
    const topic = this.#services.get(source)?.events.get(type)?.topic ?? "";
    const found = channelsOf({ source, topic }).flatMap(
      (channel) => this.#positions.get(`${service}|${channel}|${partition}`) ?? [],
    );
    return found.every(({ current }) => current) ? found : furthest(found);
  }

  /** Whether a message of the key is parked anywhere: it waits for a retry or for a person, and is listed. */
  isHeld(key: string): boolean {
    return this.#heldKeys.has(key);
  }
}

/** Of each consumer the position that is furthest on: what was read counts, whatever it was read by. */
function furthest(positions: readonly ConsumerPosition[]): readonly ConsumerPosition[] {
  const byConsumer = Map.groupBy(positions, ({ consumer }) => consumer);
  return [...byConsumer.values()].map((own) =>
    own.reduce((best, each) => (each.position > best.position ? each : best)),
  );
}
