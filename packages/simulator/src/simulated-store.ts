import type {
  Commit,
  ConsumerPause,
  DueStream,
  ParkedMessage,
  Position,
  Store,
  StoredStream,
} from "@waybill/kit";
import type { ServiceDisk } from "./disk/service-disk.ts";
import type { Link } from "./link.ts";
import type { Machine } from "./machine.ts";

/** A process's Store: what is on the disk of its service, over its own connection. */
export class SimulatedStore implements Store {
  readonly #disk: ServiceDisk;
  readonly #link: Link;
  readonly #machine: Machine;

  constructor(parts: {
    readonly disk: ServiceDisk;
    readonly link: Link;
    readonly machine: Machine;
  }) {
    this.#disk = parts.disk;
    this.#link = parts.link;
    this.#machine = parts.machine;
  }

  load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredStream>> {
    return this.#link.request(() => {
      const found = new Map<string, StoredStream>();
      for (const stream of streams) {
        const stored = this.#disk.streams.load(stream);
        if (stored !== undefined) found.set(stream, stored);
      }
      return found;
    });
  }

  lookup(answers: readonly string[], claims: readonly string[]): ReturnType<Store["lookup"]> {
    return this.#link.request(() => ({
      answers: present(answers, (key) => this.#disk.answer(key)),
      claims: present(claims, (claim) => this.#disk.holder(claim)),
    }));
  }

  commit(commit: Commit): Promise<number> {
    return this.#link.request(() => this.#disk.commit(commit), "commit");
  }

  dueStreams(now: number, limit: number): Promise<readonly DueStream[]> {
    return this.#link.request(() => this.#disk.streams.due(now, limit));
  }

  // Leases go by the database's clock, which is nobody's in particular.
  beat(request: Parameters<Store["beat"]>[0]): ReturnType<Store["beat"]> {
    return this.#link.request(() => this.#disk.leases.beat(request, this.#machine.trueNow));
  }

  pause(consumer: string, pause: ConsumerPause): Promise<ConsumerPause> {
    return this.#link.request(() => this.#disk.leases.pause(consumer, pause));
  }

  resume(consumer: string): Promise<void> {
    return this.#link.request(() => this.#disk.leases.resume(consumer));
  }

  acquire(request: Parameters<Store["acquire"]>[0]): Promise<readonly Position[]> {
    return this.#link.request(() => this.#disk.leases.acquire(request, this.#machine.trueNow));
  }

  release(request: Parameters<Store["release"]>[0]): Promise<void> {
    return this.#link.request(() => this.#disk.leases.release(request));
  }

  leave(owner: string): Promise<void> {
    return this.#link.request(() => this.#disk.leases.leave(owner));
  }

  parkedKeys(
    consumer: string,
    partitions: readonly number[],
  ): Promise<ReadonlyMap<string, number>> {
    return this.#link.request(() => this.#disk.parked.keys(consumer, partitions));
  }

  dueParked(request: Parameters<Store["dueParked"]>[0]): Promise<readonly ParkedMessage[]> {
    return this.#link.request(() => this.#disk.parked.due(request));
  }
}

function present<T>(
  names: readonly string[],
  find: (name: string) => T | undefined,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const name of names) {
    const one = find(name);
    if (one !== undefined) found.set(name, one);
  }
  return found;
}
