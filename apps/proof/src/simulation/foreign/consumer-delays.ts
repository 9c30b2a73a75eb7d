import { sourceOf, topicChannel, type Recorded } from "@waybill/kit";
import type { World } from "../world.ts";
import { wantedTypes } from "./wanted-types.ts";

/** How long the shop's own messages take until their consumers have taken them in, in virtual milliseconds. */
export class ConsumerDelays {
  readonly #delays: number[] = [];
  /** Up to which index of its source's log each partition of a consumer has been counted. */
  readonly #counted = new Map<string, number>();

  constructor({ disks, time }: World) {
    const wanted = wantedTypes([...disks.values()].map(({ service }) => service));
    for (const disk of disks.values()) {
      disk.watch((_, { positions }) => {
        for (const { consumer, channel, partition, to } of positions) {
          const source = sourceOf(channel);
          const sourceDisk = disks.get(source);
          if (sourceDisk === undefined) continue;
          const { streams, service } = sourceDisk;
          const carries = ({ type }: Recorded): boolean => {
            const contract = service.events.get(type);
            return contract !== undefined && [source, topicChannel(contract)].includes(channel);
          };
          const slot = `${consumer} ${channel}/${partition}`;
          const from = this.#counted.get(slot) ?? 0;
          for (const event of streams.log.slice(from, to)) {
            const counts =
              isOf(event, partition) &&
              carries(event) &&
              !streams.foreign.has(event.position) &&
              wanted.get(source)?.get(event.type)?.includes(consumer) === true;
            if (counts) this.#delays.push(time.now - event.time);
          }
          this.#counted.set(slot, Math.max(from, to));
        }
      });
    }
  }

  /** @param share 0.99 for the delay that one in a hundred exceeds */
  quantile(share: number): number {
    const sorted = this.#delays.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  }
}

function isOf(event: Recorded, partition: number): boolean {
  return event.partition === partition;
}
