import { sourceOf } from "@waybill/kit";
import type { ServiceDisk } from "@waybill/simulator";
import type { Operators } from "../people/operators.ts";
import type { World } from "../world.ts";
import type { OpenOrders } from "./open-orders.ts";
import { subscriptions } from "./subscriptions.ts";

export interface RestOptions {
  readonly world: World;
  readonly open: OpenOrders;
  readonly operators: Operators;
  readonly busy: () => boolean;
  /** So long nothing must have been written. */
  readonly settleMs: number;
}

/** Whether nothing is left to happen: cheap to ask, since it looks closely only once a second. */
export function isAtRest(options: RestOptions): () => boolean {
  const { world } = options;
  let next = 0;
  return () => {
    const { now } = world.time;
    if (now < next) return false;
    next = now + 1_000;
    return unrest(options).length === 0;
  };
}

/** What is still going on; nothing when all is at rest. */
export function unrest({ world, open, operators, busy, settleMs }: RestOptions): readonly string[] {
  const { carrier, disks, time } = world;
  const going: string[] = [];
  const note = (isGoing: boolean, what: string): void => {
    if (isGoing) going.push(what);
  };
  note(open.count > 0, `${open.count} orders are open: ${open.some.join(", ")}`);
  note(busy(), "the people of the shop have not finished");
  note(!operators.isIdle, "checkouts are stuck");
  note(time.now - open.lastEventAt < settleMs, "events are being written");
  note(carrier.moving + carrier.unsent.size > 0, "parcels are on their way");
  for (const [name, disk] of disks) {
    note(disk.parked.size > 0, `${disk.parked.size} messages are parked in ${name}`);
    if (going.length === 0) note(!hasReadEverything(disk, world), `${name} has not read all`);
  }
  return going;
}

/** Whether every consumer of a service is past everything that is for it. */
function hasReadEverything(disk: ServiceDisk, { disks, topology }: World): boolean {
  const wanted = subscriptions(disk.service, topology.byTopic);
  return disk.leases.positions.every(({ consumer, channel, partition, position }) => {
    const types = wanted.get(consumer)?.get(channel);
    const source = sourceOf(channel);
    const log = disks.get(source)?.streams.log ?? [];
    if (types === undefined) return true;
    for (let index = log.length - 1; index >= position; index--) {
      const event = log[index];
      if (event?.partition === partition && types.has(event.type)) return false;
    }
    return true;
  });
}
