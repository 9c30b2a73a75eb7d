import type { Finding } from "@waybill/checker";
import { eventId, keyOf, type Recorded } from "@waybill/kit";
import type { Seed, ServiceDisk } from "@waybill/simulator";
import type { ForeignProducer } from "../foreign/foreign-producer.ts";
import type { World } from "../world.ts";

const share = 0.5;
/** In the list of what has struck; it is no fault, and counts how often somebody edited. */
const edited = "dead-letter-edited";

/** What of a message can be put right without making its order another: who gets it, and how it is found. */
const corrections: Readonly<Record<string, (data: object, words: string) => object>> = {
  OrderPlaced: (data, words) => {
    const { shippingAddress } = data as { readonly shippingAddress: object };
    return { ...data, shippingAddress: { ...shippingAddress, name: words } };
  },
  ShipmentDispatched: (data, words) => ({ ...data, trackingNumber: words }),
};

/** Somebody who edits dead letters, again when they are dead again, and sees what is made of them. */
export class Editor {
  readonly findings: Finding[] = [];
  readonly #world: World;
  readonly #stranger: ForeignProducer;
  readonly #seed: Seed;
  /** What was written last into an order as the checkout is to open it, by the id of its event. */
  readonly #opensWith = new Map<string, string>();
  #edits = 0;

  constructor(world: World, stranger: ForeignProducer) {
    this.#world = world;
    this.#stranger = stranger;
    this.#seed = world.seed.fork("editor");
    world.disks.get("checkout")?.watch((_, { events }) => {
      for (const { type, data, meta, stream } of events) {
        const words = this.#opensWith.get(meta.causationId);
        if (words === undefined || type !== "CheckoutOpened") continue;
        if (JSON.stringify(data).includes(words)) continue;
        const order = keyOf(stream);
        const message = `checkout has opened ${order} as it stood in the log and not as it was edited`;
        this.findings.push({ check: "P", problem: "edit-passed-over", order, stream, message });
      }
    });
  }

  edit(disk: ServiceDisk): void {
    disk.parked.editDead((letter, consumer) => this.#corrected(letter, consumer));
  }

  #corrected(letter: Recorded, consumer: string): unknown {
    const { source, position, type, data } = letter;
    const correct = corrections[type];
    if (correct === undefined || this.#stranger.isForeign(source, position)) return undefined;
    if (!this.#seed.chance(share)) return undefined;
    this.#edits += 1;
    this.#world.faults.note(edited);
    const words = `corrected ${this.#edits}.`;
    if (consumer === "checkout") this.#opensWith.set(eventId(letter), words);
    return correct(data as object, words);
  }
}
