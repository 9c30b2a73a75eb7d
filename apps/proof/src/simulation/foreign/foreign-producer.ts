import type { Recorded } from "@waybill/kit";
import type { Seed, ServiceDisk } from "@waybill/simulator";
import type { World } from "../world.ts";
import { arbitraries } from "./arbitraries.ts";
import type { Envelope, Maker, Material } from "./envelope.ts";
import { foreignMessage } from "./foreign-rate.ts";
import { mutations } from "./mutations.ts";
import { wantedTypes, type WantedTypes } from "./wanted-types.ts";

/** An envelope in a log, with everybody who wants its type. */
export interface Intrusion extends Envelope {
  readonly source: string;
  readonly position: number;
  readonly consumers: readonly string[];
}

const makers: readonly Maker[] = [...mutations, ...arbitraries, ...arbitraries];
/** How far back it looks for something to work on: what is on its way is what can be harmed. */
const recent = 200;

/**
 * A stranger with access to the logs, who appends to them what no service would: consumers read it
 * where they read everything. It stands in the log and in no stream, so that the service whose log it
 * is, its states and whoever replays its streams stay as they were; what is at stake is the consumers.
 */
export class ForeignProducer {
  readonly intrusions: Intrusion[] = [];
  readonly #world: World;
  readonly #seed: Seed;
  readonly #wanted: WantedTypes;

  /** Positions of what the services themselves have written. */
  readonly #own = new Map<ServiceDisk, number[]>();

  constructor(world: World) {
    const disks = [...world.disks.values()];
    this.#world = world;
    this.#seed = world.seed.fork(foreignMessage);
    this.#wanted = wantedTypes(disks.map(({ service }) => service));
    if (world.faults.rate(foreignMessage) === 0) return;
    for (const disk of disks) {
      const own: number[] = [];
      this.#own.set(disk, own);
      disk.watch((_, { events }, first) => {
        for (const index of events.keys()) own.push(first + index);
      });
    }
  }

  /** Until the faults end. */
  start(): void {
    const { faults, time } = this.#world;
    const rate = faults.rate(foreignMessage);
    if (rate === 0) return;
    time.after(this.#seed.delay(1_000 / rate), () => {
      if (faults.isCalm) return;
      this.#intrude();
      this.start();
    });
  }

  isForeign(source: string, position: number): boolean {
    return this.#world.disks.get(source)?.streams.foreign.has(position) === true;
  }

  #intrude(): void {
    const { disks, faults } = this.#world;
    // Of the logs that somebody reads.
    const [source, disk] = this.#seed.pick([...disks].filter(([name]) => this.#wanted.has(name)));
    const material = this.#material(source, disk);
    if (material === undefined) return;
    let envelope: Envelope | undefined;
    // Not every event has what a maker changes.
    while (envelope === undefined) envelope = this.#seed.pick(makers)(material);
    const { type } = envelope.message as { readonly type?: unknown };
    const consumers = this.#wanted.get(source)?.get(type as string) ?? [];
    const position = disk.intrude(envelope.message);
    this.intrusions.push({ ...envelope, source, position, consumers });
    faults.note(foreignMessage, consumers.length > 0);
  }

  #material(source: string, disk: ServiceDisk): Material | undefined {
    const event = this.#recent(disk);
    const others = [...this.#world.disks].filter(([name]) => name !== source);
    const elsewhere = this.#recent(this.#seed.pick(others)[1]);
    const wanted = [...(this.#wanted.get(source)?.keys() ?? [])];
    if (event === undefined || elsewhere === undefined || wanted.length === 0) return undefined;
    return { seed: this.#seed, event, elsewhere, wanted, draw: this.#seed.int(0, 2 ** 31 - 1) };
  }

  #recent(disk: ServiceDisk): Recorded | undefined {
    const own = this.#own.get(disk) ?? [];
    if (own.length === 0) return undefined;
    const index = this.#seed.int(Math.max(0, own.length - recent), own.length - 1);
    return disk.streams.log[(own[index] ?? 0) - 1];
  }
}
