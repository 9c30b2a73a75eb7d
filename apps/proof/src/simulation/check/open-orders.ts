import { keyOf } from "@waybill/kit";
import type { World } from "../world.ts";

/** Which orders are on their way, from what the log of orders has, as it is written. */
export class OpenOrders {
  readonly #open = new Set<string>();
  placed = 0;
  completed = 0;
  cancelled = 0;
  /** When something was last written to any log, in milliseconds since 1970. */
  lastEventAt = 0;
  events = 0;

  constructor(world: World) {
    for (const disk of world.disks.values()) {
      disk.watch((_, { events }) => {
        if (events.length === 0) return;
        this.events += events.length;
        this.lastEventAt = world.time.now;
      });
    }
    world.disks.get("orders")?.watch((_, { events }) => {
      for (const { type, stream } of events) this.#note(type, keyOf(stream));
    });
  }

  get count(): number {
    return this.#open.size;
  }

  get some(): readonly string[] {
    return [...this.#open].slice(0, 5);
  }

  #note(type: string, order: string): void {
    if (type === "OrderPlaced") {
      this.placed += 1;
      this.#open.add(order);
    } else if (type === "CancellationRequested") this.#open.add(order);
    else if (type === "OrderCompleted") {
      this.completed += 1;
      this.#open.delete(order);
    } else if (type === "OrderCancelled") {
      this.cancelled += 1;
      this.#open.delete(order);
    }
  }
}
