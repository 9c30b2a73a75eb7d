import { RowBatch, lift, topicChannel, type MessageView, type Recorded } from "@waybill/kit";
import type { LogReader } from "../bus/log-reader.ts";
import { eventsAtOnce, type Replay } from "./replay.ts";
import type { Session } from "./session.ts";
import type { Shadow } from "./shadow.ts";

interface Source {
  readonly name: string;
  readonly reader: LogReader;
  readonly types: readonly string[];
  /** By type, the channels that may carry it: the whole log, or its topic. Both, when the bus has changed. */
  readonly channels: ReadonlyMap<string, readonly string[]>;
  /** By channel and partition. */
  readonly done: Map<string, number>;
  /** Positions of messages that were passed while they were parked. */
  readonly left: Set<number>;
  scanned: number;
  target: number;
}

/** How far the view's consumer has come with one source, and what it has put aside. */
interface Handled {
  /** By channel and partition. */
  readonly positions: ReadonlyMap<string, number>;
  readonly parked: ReadonlySet<number>;
}

type Edited = Pick<Recorded, "data" | "schemaVersion">;

interface Row {
  readonly source: string;
  readonly positions: Readonly<Record<string, number>> | null;
  readonly parked: readonly number[] | null;
}

/**
 * Makes the rows of a view from the messages that its service has handled: those up to its positions
 * that are not parked, in the form that a person has given them. A parked one follows as soon as it is handled; one that a person dropped counts as
 * handled, as it does for `waybill verify`.
 */
export class MessageReplay implements Replay {
  readonly #consumer: string;
  readonly #view: MessageView;
  readonly #shadow: Shadow;
  /** Reads positions: outside of the shadow's session, which may look at an older moment. */
  readonly #control: Session;
  readonly #sources: readonly Source[];
  /** What a person has made of messages, by source and position. */
  #edits: ReadonlyMap<string, Edited> = new Map();
  #unreadable = 0;

  constructor(of: {
    readonly consumer: string;
    readonly view: MessageView;
    readonly shadow: Shadow;
    readonly control: Session;
    readonly readers: ReadonlyMap<string, LogReader>;
  }) {
    this.#consumer = of.consumer;
    this.#view = of.view;
    this.#shadow = of.shadow;
    this.#control = of.control;
    this.#sources = [...of.readers].map(([name, reader]) => ({
      name,
      reader,
      types: of.view.on.filter(({ source }) => source === name).map(({ type }) => type),
      channels: new Map(
        of.view.on
          .filter(({ source }) => source === name)
          .map((contract) => [contract.type, [name, topicChannel(contract)]]),
      ),
      done: new Map(),
      left: new Set(),
      scanned: 0,
      target: 0,
    }));
  }

  async round(between: () => Promise<void>): Promise<number> {
    const handled = await this.#handled();
    this.#edits = await this.#edited();
    let went = 0;
    for (const source of this.#sources) {
      const { positions, parked } = handled.get(source.name) ?? nothing;
      await this.#late(source, parked);
      went += await this.#scan(source, { positions, parked, between });
    }
    return went;
  }

  get reached(): Replay["reached"] {
    const sum = (pick: (source: Source) => number): number =>
      this.#sources.reduce((total, source) => total + pick(source), 0);
    return { done: sum(({ scanned }) => scanned), of: sum(({ target }) => target) };
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map(({ reader }) => reader.close()));
  }

  /** Positions and parked messages, of one moment. */
  async #handled(): Promise<ReadonlyMap<string, Handled>> {
    const rows = await this.#control.query<Row>(
      `select source,
              (select json_object_agg(positions.source || '|' || partition, position) from positions
               where consumer = $1 and positions.source = any(string_to_array(channels, ' '))) as positions,
              (select json_agg(position) from parked
               where consumer = $1 and parked.source = wanted.source) as parked
       from unnest($2::text[], $3::text[]) as wanted (source, channels)`,
      [
        this.#consumer,
        this.#sources.map(({ name }) => name),
        this.#sources.map(({ channels }) => [...new Set([...channels.values()].flat())].join(" ")),
      ],
    );
    return new Map(
      rows.map(({ source, positions, parked }) => [
        source,
        {
          positions: new Map(Object.entries(positions ?? {})),
          parked: new Set(parked),
        },
      ]),
    );
  }

  /** Read after the positions: a message is edited before it is handled. Edits are made by hand, so they are few. */
  async #edited(): Promise<ReadonlyMap<string, Edited>> {
    const rows = await this.#control.query<{
      readonly place: string;
      readonly data: unknown;
      readonly version: number;
    }>(
      `select source || '/' || position as place, data, schema_version as version
       from message_edits where consumer = $1 order by edit`,
      [this.#consumer],
    );
    return new Map(
      rows.map(({ place, data, version }) => [place, { data, schemaVersion: version }]),
    );
  }

  /** Messages that were passed while they were parked, and are not any more. */
  async #late(source: Source, parked: ReadonlySet<number>): Promise<void> {
    for (const position of source.left) {
      if (parked.has(position)) continue;
      const { events } = await source.reader.read(source.types, position - 1, 1);
      await this.#write(events.filter((event) => event.position === position));
      source.left.delete(position);
    }
  }

  async #scan(
    source: Source,
    { positions, parked, between }: Handled & { readonly between: () => Promise<void> },
  ): Promise<number> {
    const target = Math.max(0, ...positions.values());
    // From where the rearmost of those begins that have moved; what the others have there is left out.
    const begins = [...positions]
      .map(([slot, position]) => ({ position, done: source.done.get(slot) ?? 0 }))
      .filter(({ position, done }) => done < position);
    const from = Math.min(target, ...begins.map(({ done }) => done));
    source.target = target;
    source.scanned = from;
    while (source.scanned < target) {
      const part = await source.reader.read(source.types, source.scanned, eventsAtOnce);
      const fresh = part.events.filter(({ type, partition, position }) => {
        const slots = (source.channels.get(type) ?? []).map((channel) => `${channel}|${partition}`);
        return position > furthest(source.done, slots) && position <= furthest(positions, slots);
      });
      for (const { position } of fresh) if (parked.has(position)) source.left.add(position);
      await this.#write(fresh.filter(({ position }) => !parked.has(position)));
      source.scanned = Math.min(target, Math.max(part.scannedTo, source.scanned + 1));
      await between();
    }
    for (const [slot, position] of positions) source.done.set(slot, position);
    return target - from;
  }

  async #write(messages: readonly Recorded[]): Promise<void> {
    const rows = new RowBatch();
    for (const message of messages) this.#add(rows, message);
    await this.#shadow.write(rows.writes());
  }

  /** What its consumer could not read either writes nothing. */
  #add(rows: RowBatch, message: Recorded): void {
    const contract = this.#view.on.find(({ type }) => type === message.type);
    if (contract === undefined) return;
    const edited = this.#edits.get(`${message.source}/${message.position}`);
    try {
      for (const row of this.#view.rows(lift({ ...message, ...edited }, contract)))
        rows.add(this.#shadow.view, row);
    } catch {
      this.#unreadable += 1;
    }
  }
}

const nothing: Handled = { positions: new Map(), parked: new Set() };

function furthest(places: ReadonlyMap<string, number>, slots: readonly string[]): number {
  return Math.max(0, ...slots.map((slot) => places.get(slot) ?? 0));
}
